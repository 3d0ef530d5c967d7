// SPDX-License-Identifier: GPL-2.0
/*
 * ersym with a stand-in for the module, to test routes and the nft table on a kernel
 * that does not have the module: ersym diff, apply, clear and show config. The
 * configuration of the module is kept as text in the file that ERSYM_FAKE_MODULE names;
 * with ERSYM_FAKE_FAILURE, it is refused.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/module.h"
#include "backend/module_flush.h"
#include "backend/module_get.h"
#include "backend/module_set.h"
#include "backend/module_status.h"
#include "backend/module_violation.h"
#include "util/error.h"

static const char *path(void)
{
	const char *name = getenv("ERSYM_FAKE_MODULE");

	if (!name) {
		error("ERSYM_FAKE_MODULE names no file");
		exit(EXIT_FAILURE);
	}
	return name;
}

int module_open(struct module *m)
{
	memset(m, 0, sizeof(*m));
	path();
	return 0;
}

int module_require(struct module *m)
{
	return module_open(m);
}

void module_close(struct module *m)
{
}

static void write_circuit(const struct module_circuit *c, FILE *out)
{
	char buf[PREFIX_STRLEN];
	size_t i;

	fprintf(out, "circuit %u %s %d %u\n", c->id, c->name, c->public_only, c->drop);
	for (i = 0; i < c->n_link; i++)
		fprintf(out, "link %s %d\n", c->link[i].name, c->link[i].receive);
	for (i = 0; i < c->pool.n; i++)
		fprintf(out, "pool %s\n", prefix_format(&c->pool.v[i], buf));
}

int module_set(struct module *m, const struct module_config *config)
{
	FILE *out;
	size_t i;

	if (getenv("ERSYM_FAKE_FAILURE")) {
		error("the module refuses");
		return -EINVAL;
	}
	out = fopen(path(), "w");
	if (!out)
		return -errno;
	if (config->n_circuit)
		fprintf(out, "module %u %u\n", config->mark_mask, config->inside_drop);
	for (i = 0; i < config->n_circuit; i++)
		write_circuit(&config->circuit[i], out);
	return fclose(out) ? -errno : 0;
}

static void read_line(const char *line, struct module_config *config)
{
	struct module_circuit *c;
	unsigned int public_only, receive;
	struct prefix pool;
	char word[64];

	if (sscanf(line, "module %u %u", &config->mark_mask, &config->inside_drop) == 2)
		return;
	if (!strncmp(line, "circuit ", 8)) {
		c = module_config_add(config);
		sscanf(line, "circuit %u %31s %u %u", &c->id, c->name, &public_only, &c->drop);
		c->public_only = public_only;
		return;
	}
	c = &config->circuit[config->n_circuit - 1];
	if (sscanf(line, "link %15s %u", word, &receive) == 2)
		module_circuit_add_link(c, word, receive);
	else if (sscanf(line, "pool %63s", word) == 1 && !prefix_parse(word, &pool))
		module_circuit_add_pool(c, &pool);
}

int module_get(struct module *m, struct module_config *config)
{
	char line[256];
	FILE *in;

	memset(config, 0, sizeof(*config));
	in = fopen(path(), "r");
	if (!in)
		return errno == ENOENT ? 0 : -errno;
	while (fgets(line, sizeof(line), in))
		read_line(line, config);
	fclose(in);
	return 0;
}

int module_status_dump(struct module *m, struct circuit_states *list)
{
	memset(list, 0, sizeof(*list));
	return -EOPNOTSUPP;
}

int module_status_parse(const struct nlmsghdr *nlh, struct circuit_state *circuit,
			uint32_t *generation)
{
	return -EBADMSG;
}

int module_violation_dump(struct module *m, struct violations *list)
{
	memset(list, 0, sizeof(*list));
	return -EOPNOTSUPP;
}

int module_flush(struct module *m, const struct flow_filter *filter, uint32_t *ended)
{
	return -EOPNOTSUPP;
}
