"""岗位与队伍的问题: who is on, who is missing, who has learned what."""
