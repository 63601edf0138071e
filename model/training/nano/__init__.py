"""The small 3DThinker: the real classes at a size that two CPU cores can train."""
