// SPDX-License-Identifier: GPL-2.0
#include "doctor/command.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/shell.h"

char *command_word(const char *path)
{
	char *quoted, *to;

	if (shell_is_plain(path))
		return xstrdup(path);
	quoted = xmalloc(4 * strlen(path) + 3);
	to = quoted;
	*to++ = '\'';
	for (; *path; path++) {
		if (*path == '\'')
			to = stpcpy(to, "'\\'");
		*to++ = *path;
	}
	strcpy(to, "'");
	return quoted;
}

char *command_apply(const struct examination *x)
{
	char *file = command_word(x->file);
	char *command = xasprintf("ersym -c %s apply", file);

	free(file);
	return command;
}

char *command_edit(const struct examination *x, const char *script)
{
	char *file = command_word(x->file);
	char *command = xasprintf("sed -i '%s' %s && ersym -c %s apply", script, file, file);

	free(file);
	return command;
}

char *command_editor(const struct examination *x, unsigned int line)
{
	char *file = command_word(x->file), *command;

	if (line)
		command = xasprintf("${EDITOR:-vi} +%u %s && ersym -c %s apply", line, file, file);
	else
		command = xasprintf("${EDITOR:-vi} %s && ersym -c %s apply", file, file);
	free(file);
	return command;
}

/* With a slash first, dots in the name of a device stay as they are. */
char *command_sysctl(const char *path, long value)
{
	return xasprintf("sysctl -w %s=%ld", shell_name(path), value);
}
