"""From checked workbooks to one summary: who handed in, what adds up, which rates follow."""
