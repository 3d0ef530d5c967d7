// SPDX-License-Identifier: GPL-2.0
#include "config/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "config/circuit.h"
#include "config/circuit_names.h"
#include "config/inside_device.h"
#include "config/policy.h"
#include "config/service.h"
#include "config/transit.h"
#include "util/alloc.h"
#include "util/array.h"
#include "yaml/file.h"
#include "yaml/reader.h"

#define DEFAULT_MARK_MASK 0xffff0000

static void read_inside(struct reader *r, const struct entry *e, void *object)
{
	struct site *site = object;
	size_t before = r->doc.diags->n_error;

	read_prefixes(r, e->value, &site->inside, &site->inside_at);
	if (r->doc.diags->n_error > before)
		site->inside.n = 0;
	else if (!site->inside.n)
		document_error(&r->doc, e->at, "empty",
			       "no prefixes; list some, or remove the key to get the default");
}

static void read_mark_mask(struct reader *r, const struct entry *e, void *object)
{
	struct site *site = object;

	if (read_number(r, e->value, "a mask like 0xffff0000", 0, UINT32_MAX, &site->mark_mask))
		site->mark_mask_at = node_location(e->value);
	else
		site->mark_mask = 0;
}

static void read_engine(struct reader *r, const struct entry *e, void *object)
{
	static const enum engine engines[] = { ENGINE_MODULE, ENGINE_NFTABLES };
	const char *words[ARRAY_SIZE(engines)];
	struct site *site = object;
	size_t i;
	int word;

	for (i = 0; i < ARRAY_SIZE(engines); i++)
		words[i] = engine_name(engines[i]);
	word = read_word(r, e->value, words, ARRAY_SIZE(words), "module or nftables");
	site->engine_at = node_location(e->value);
	if (word >= 0)
		site->engine = engines[word];
}

static void read_offload(struct reader *r, const struct entry *e, void *object)
{
	struct site *site = object;

	site->offload = read_flag(r, e->value);
	site->offload_at = node_location(e->value);
}

static void read_inside_policy(struct reader *r, const struct entry *e, void *object)
{
	struct site *site = object;

	read_policy(r, e, &site->inside_drop);
}

static void read_enforce(struct reader *r, const struct entry *e, void *object)
{
	struct site *site = object;
	size_t before = r->doc.diags->n_error;

	read_prefixes(r, e->value, &site->enforce, &site->enforce_at);
	if (!site->enforce.n && r->doc.diags->n_error == before)
		document_error(&r->doc, e->at, "empty",
			       "no addresses; list some, or remove the key so that dropping is not limited");
}

/* Transit and services refer to circuits by name, so circuits are read first. */
static const struct key site_keys[] = {
	{ "inside", read_inside },
	{ "inside-devices", read_inside_devices },
	{ "mark-mask", read_mark_mask },
	{ "engine", read_engine },
	{ "offload", read_offload },
	{ "on-violation", read_inside_policy },
	{ "enforce", read_enforce },
	{ "circuits", read_circuits, true },
	{ "transit", read_transit },
	{ "services", read_services },
};

static void default_inside(struct site *site)
{
	static const char *const inside[] = {
		"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",
	};
	size_t i;

	site->inside.v = xcalloc(ARRAY_SIZE(inside), sizeof(*site->inside.v));
	site->inside_at = xcalloc(ARRAY_SIZE(inside), sizeof(*site->inside_at));
	site->inside.n = ARRAY_SIZE(inside);
	for (i = 0; i < site->inside.n; i++)
		prefix_parse(inside[i], &site->inside.v[i]);
}

static void read_site(struct reader *r, struct site *site)
{
	struct location found[ARRAY_SIZE(site_keys)] = { 0 };
	struct location at = { 1, 1 };

	if (!r->doc.root) {
		document_error(&r->doc, at, "empty", "the file is empty; it needs the key circuits");
		return;
	}
	at = node_location(r->doc.root);
	read_record(r, r->doc.root, at, "the configuration", site_keys, ARRAY_SIZE(site_keys),
		    site, found);
	if (!found[0].line)
		default_inside(site);
}

int config_parse(const char *text, size_t length, struct site *site, struct diagnostics *diags)
{
	struct circuit_names names = { 0 };
	struct reader r = { .context = &names };
	int err;

	memset(site, 0, sizeof(*site));
	site->mark_mask = DEFAULT_MARK_MASK;
	err = document_parse(&r.doc, text, length, diags);
	if (!err) {
		read_site(&r, site);
		site_check(site, diags);
		circuit_names_free(&names);
		document_free(&r.doc);
	}
	diagnostics_sort(diags);
	return diags->n_error ? -EINVAL : 0;
}

int config_read(const char *path, char **text, size_t *length, struct site *site,
		struct diagnostics *diags)
{
	int err = file_read(path, text, length, diags);

	if (err)
		memset(site, 0, sizeof(*site));
	else
		err = config_parse(*text, *length, site, diags);
	return err;
}

int config_load(const char *path, struct site *site, struct diagnostics *diags)
{
	size_t length;
	char *text;
	int err = config_read(path, &text, &length, site, diags);

	free(text);
	return err;
}
