"""What goes back to the unit (退回稿): the sheet 审核结果, what is said on it, and what is answered there."""
