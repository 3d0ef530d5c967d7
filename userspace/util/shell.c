// SPDX-License-Identifier: GPL-2.0
#include "util/shell.h"

#include <string.h>

bool shell_is_plain(const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789/._-+:@%";

	return text[0] != '-' && !text[strspn(text, plain)];
}

const char *shell_name(const char *name)
{
	return shell_is_plain(name) ? name : "NAME";
}
