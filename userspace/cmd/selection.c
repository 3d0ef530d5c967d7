// SPDX-License-Identifier: GPL-2.0
#include "cmd/selection.h"

#include <string.h>

#include "cmd/cmd.h"

/* 1 if argv[*i] is @option, whose value is put in @value; 0 if not; -1 if it has none. */
static int take_value(const char *option, int argc, char **argv, int *i, const char **value)
{
	size_t len = strlen(option);
	const char *arg = argv[*i];

	if (strncmp(arg, option, len))
		return 0;
	if (arg[len] == '=') {
		*value = arg + len + 1;
		return 1;
	}
	if (arg[len])
		return 0;
	if (++*i == argc)
		return -1;
	*value = argv[*i];
	return 1;
}

int selection_parse(struct selection *selection, int argc, char **argv)
{
	int i, taken;

	memset(selection, 0, sizeof(*selection));
	for (i = 1; i < argc; i++) {
		const char *arg = argv[i];

		taken = take_value("--in", argc, argv, &i, &selection->in);
		if (!taken)
			taken = take_value("--out", argc, argv, &i, &selection->out);
		if (taken < 0)
			return usage_error("%s needs the name of a circuit", arg);
		if (taken)
			continue;
		if (strcmp(arg, "--strayed"))
			return usage_error("%s has no argument %s", argv[0], arg);
		selection->strayed = true;
	}
	return 0;
}

int selection_resolve(const struct selection *selection, const struct names *names,
		      struct flow_filter *filter)
{
	int err = 0;

	*filter = (struct flow_filter){ .strayed = selection->strayed };
	if (selection->in)
		err = names_find(names, selection->in, &filter->in);
	if (!err && selection->out)
		err = names_find(names, selection->out, &filter->out);
	return err;
}
