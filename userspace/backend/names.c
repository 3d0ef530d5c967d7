// SPDX-License-Identifier: GPL-2.0
#include "backend/names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/error.h"

void names_init(struct names *names, struct module_config *config)
{
	size_t i;

	memset(names, 0, sizeof(*names));
	names->config = *config;
	memset(config, 0, sizeof(*config));
	for (i = 0; i < names->config.n_circuit; i++) {
		const struct module_circuit *circuit = &names->config.circuit[i];

		if (circuit->id <= ERSYM_CIRCUIT_MAX)
			names->by_id[circuit->id] = circuit->name;
	}
}

int names_load(struct module *m, struct names *names)
{
	struct module_config config;
	int err;

	err = module_get(m, &config);
	if (err)
		memset(names, 0, sizeof(*names));
	else
		names_init(names, &config);
	return err;
}

void names_free(struct names *names)
{
	module_config_free(&names->config);
	memset(names, 0, sizeof(*names));
}

const char *names_get(const struct names *names, uint32_t id)
{
	if (id == ERSYM_CIRCUIT_INSIDE)
		return NAME_INSIDE;
	return id <= ERSYM_CIRCUIT_MAX ? names->by_id[id] : NULL;
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

int names_find(const struct names *names, const char *name, uint32_t *id)
{
	size_t i;

	if (!strcmp(name, NAME_INSIDE)) {
		*id = ERSYM_CIRCUIT_INSIDE;
		return 0;
	}
	for (i = 0; i < names->config.n_circuit; i++) {
		if (!strcmp(names->config.circuit[i].name, name)) {
			*id = names->config.circuit[i].id;
			return 0;
		}
	}
	say_unknown(names, name);
	return -ENOENT;
}
