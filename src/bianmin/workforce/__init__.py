"""岗位与队伍: posts and who stands at them, the people, their training, and what they may take."""
