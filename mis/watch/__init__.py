"""For the watch room: is the office alive, is it ready, how busy is it."""
