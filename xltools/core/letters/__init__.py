"""Letters about a review (公文): to one unit what it must do, to everybody what the review came to."""
