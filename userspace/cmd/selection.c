// SPDX-License-Identifier: GPL-2.0
#include "cmd/selection.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/usage.h"
#include "util/alloc.h"
#include "util/error.h"

/*
 * Returns 1 if argv[*i] is @option, whose value is written to @value; 0 if it is another
 * argument; -1 if the option has no value.
 */
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
			return usage_error("%s does not take %s", argv[0], arg);
		selection->strayed = true;
	}
	return 0;
}

/* "no circuit is named cn: there are us, hk and inside" */
static void say_unknown(const struct names *names, const char *name)
{
	const struct module_config *config = &names->config;
	char *known = xstrdup("");
	size_t i;

	for (i = 0; i < config->n_circuit; i++) {
		char *longer = xasprintf("%s%s%s", known, i ? ", " : "",
					 config->circuit[i].name);

		free(known);
		known = longer;
	}
	if (config->n_circuit)
		error("no circuit is named %s: there are %s and " NAME_INSIDE, name, known);
	else
		error("no circuit is named %s: nothing is configured", name);
	free(known);
}

static int find_circuit(const struct names *names, const char *name, uint32_t *id)
{
	int err = names_find(names, name, id);

	if (err)
		say_unknown(names, name);
	return err;
}

int selection_resolve(const struct selection *selection, const struct names *names,
		      struct flow_filter *filter)
{
	int err = 0;

	*filter = (struct flow_filter){ .strayed = selection->strayed };
	if (selection->in)
		err = find_circuit(names, selection->in, &filter->in);
	if (!err && selection->out)
		err = find_circuit(names, selection->out, &filter->out);
	return err;
}
