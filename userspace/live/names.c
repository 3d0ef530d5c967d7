// SPDX-License-Identifier: GPL-2.0
#include "live/names.h"

#include <errno.h>
#include <string.h>

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
	return -ENOENT;
}
