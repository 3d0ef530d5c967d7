// SPDX-License-Identifier: GPL-2.0
#include "backend/module_get.h"

#include <errno.h>
#include <string.h>

#include <linux/ersym.h>
#include <linux/genetlink.h>

#include "backend/module_nest.h"
#include "util/error.h"

static int read_link(const struct nlattr *nest, void *out, size_t size)
{
	struct module_link link;

	if (module_nest_read_link(nest, &link) || !link.name[0])
		return -EBADMSG;
	module_circuit_add_link(out, link.name, link.receive);
	return 0;
}

static int read_prefix(const struct nlattr *nest, struct prefix *prefix)
{
	if (module_nest_read_pool(nest, prefix) || !prefix->address.family ||
	    prefix->length > address_bits(prefix->address.family))
		return -EBADMSG;
	return 0;
}

static int read_pool(const struct nlattr *nest, void *out, size_t size)
{
	struct prefix pool;

	if (read_prefix(nest, &pool))
		return -EBADMSG;
	module_circuit_add_pool(out, &pool);
	return 0;
}

static int read_enforce(const struct nlattr *nest, void *out, size_t size)
{
	struct module_config *config = out;
	struct prefix prefix;

	if (read_prefix(nest, &prefix))
		return -EBADMSG;
	prefix_list_add(&config->enforce, &prefix);
	return 0;
}

static int read_circuit(const struct nlattr *nest, void *out, size_t size)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(ERSYM_A_CIRCUIT_ID, attr_read_u32, struct module_circuit, id),
		ATTR_FIELD(ERSYM_A_CIRCUIT_NAME, attr_read_string, struct module_circuit, name),
		ATTR_FIELD_WHOLE(ERSYM_A_CIRCUIT_LINK, read_link, struct module_circuit),
		ATTR_FIELD_WHOLE(ERSYM_A_CIRCUIT_POOL, read_pool, struct module_circuit),
		ATTR_FIELD(ERSYM_A_CIRCUIT_PUBLIC_ONLY, attr_read_flag, struct module_circuit,
			   public_only),
		ATTR_FIELD(ERSYM_A_CIRCUIT_DROP, attr_read_u32, struct module_circuit, drop),
		{ 0 },
	};
	struct module_circuit *circuit = module_config_add(out);
	int err = attr_read_nest(nest, fields, circuit);

	if (err)
		return err;
	return circuit->id && circuit->name[0] ? 0 : -EBADMSG;
}

int module_get_parse(const struct nlmsghdr *nlh, struct module_config *config)
{
	static const struct attr_field fields[] = {
		ATTR_FIELD(ERSYM_A_CONFIG_MARK_MASK, attr_read_u32, struct module_config,
			   mark_mask),
		ATTR_FIELD(ERSYM_A_CONFIG_INSIDE_DROP, attr_read_u32, struct module_config,
			   inside_drop),
		ATTR_FIELD(ERSYM_A_CONFIG_GENERATION, attr_read_u32, struct module_config,
			   generation),
		ATTR_FIELD_WHOLE(ERSYM_A_CONFIG_CIRCUIT, read_circuit, struct module_config),
		ATTR_FIELD_WHOLE(ERSYM_A_CONFIG_ENFORCE, read_enforce, struct module_config),
		{ 0 },
	};

	return attr_read_message(nlh, sizeof(struct genlmsghdr), fields, config);
}

static int take_config(const struct nlmsghdr *nlh, void *data)
{
	return module_get_parse(nlh, data);
}

int module_get(struct module *m, struct module_config *config)
{
	char buf[MODULE_REQUEST_SIZE] __attribute__((aligned(NLMSG_ALIGNTO)));
	int err;

	memset(config, 0, sizeof(*config));
	err = nl_get(&m->nl, module_request(m, buf, ERSYM_CMD_CONFIG_GET), take_config, config);
	if (err) {
		error("cannot read the configuration in force: %s", nl_strerror(&m->nl, err));
		module_config_free(config);
	}
	return err;
}
