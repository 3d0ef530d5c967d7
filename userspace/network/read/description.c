// SPDX-License-Identifier: GPL-2.0
#include "network/read/description.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "network/read/read.h"
#include "util/alloc.h"
#include "util/array.h"
#include "yaml/file.h"

static void read_as(struct reader *r, const struct entry *e, void *object)
{
	struct description *d = object;

	read_number(r, e->value, "an AS number", 1, UINT32_MAX, &d->as);
}

static void read_owns(struct reader *r, const struct entry *e, void *object)
{
	struct description *d = object;

	read_written_prefixes(r, e->value, &d->owns);
}

static const struct key organisation_keys[] = {
	{ "as", read_as, true },
	{ "owns", read_owns },
};

static void read_organisation(struct reader *r, const struct entry *e, void *object)
{
	read_record(r, e->value, e->at, "the organisation", organisation_keys,
		    ARRAY_SIZE(organisation_keys), object, NULL);
}

static void read_internet(struct reader *r, const struct entry *e, void *object)
{
	struct description *d = object;

	read_hosts(r, e, &d->internet);
}

static const struct key keys[] = {
	{ "organisation", read_organisation, true },
	{ "sites", read_sites, true },
	{ "devices", read_devices, true },
	{ "links", read_links },
	{ "circuits", read_network_circuits },
	{ "clouds", read_clouds },
	{ "internet", read_internet },
	{ "meet-me", read_places },
	{ "published", read_published },
	{ "services", read_network_services },
	{ "expect", read_expectations },
};

int description_parse(const char *text, size_t length, struct description *d,
		      struct diagnostics *diags)
{
	struct reader r = { 0 };
	struct location at = { 1, 1 };
	int err;

	memset(d, 0, sizeof(*d));
	err = document_parse(&r.doc, text, length, diags);
	if (err)
		return err;
	if (r.doc.root) {
		d->at = node_location(r.doc.root);
		read_record(&r, r.doc.root, d->at, "the network", keys, ARRAY_SIZE(keys), d, NULL);
	} else {
		document_error(&r.doc, at, "empty",
			       "the file is empty; it needs the keys organisation, sites and devices");
	}
	document_free(&r.doc);
	return diags->n_error ? -EINVAL : 0;
}

static void load_edges(struct description *d, struct findings *findings)
{
	size_t i;

	for (i = 0; i < d->n_device; i++) {
		struct desc_device *device = &d->device[i];
		char *path;

		if (!device->ersym.text)
			continue;
		path = description_beside(d, device->ersym.text);
		device->edge = xcalloc(1, sizeof(*device->edge));
		config_load(path, device->edge, findings_file(findings, path));
		free(path);
	}
}

int description_load(const char *path, struct description *d, struct findings *findings)
{
	struct diagnostics *diags = findings_file(findings, path);
	size_t length;
	char *text;
	int err;

	err = file_read(path, &text, &length, diags);
	if (err) {
		memset(d, 0, sizeof(*d));
	} else {
		err = description_parse(text, length, d, diags);
		d->path = xstrdup(path);
		load_edges(d, findings);
		if (findings_errors(findings))
			err = -EINVAL;
	}
	free(text);
	return err;
}
