"""Files of affiliates: the columns, the checks of a line, and how parties come of lines, in bulk or one by one."""
