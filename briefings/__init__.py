"""What is pushed: schedules, composing and delivery of topic briefings."""
