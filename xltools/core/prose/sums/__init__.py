"""What a report says to add up: wholes and parts, lists, rates, figures near one another, units mixed."""
