// SPDX-License-Identifier: GPL-2.0
#include "network/read/read.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/array.h"

void read_map(struct reader *r, const struct entry *e, const char *expected,
	      void (*read)(struct reader *r, const struct entry *e, void *object), void *object)
{
	struct entry *entries;
	size_t n, i;

	entries = document_entries(&r->doc, e->value, expected, &n);
	for (i = 0; i < n; i++)
		read(r, &entries[i], object);
	free(entries);
}

void read_reference(struct reader *r, const yaml_node_t *node, const char *expected,
		    struct desc_name *name)
{
	const char *text = document_text(&r->doc, node, expected);

	if (!text)
		return;
	free(name->text);
	name->text = xstrdup(text);
	name->at = node_location(node);
}

void read_references(struct reader *r, const yaml_node_t *node, const char *expected,
		     struct desc_names *names)
{
	const yaml_node_t **items;
	size_t n, i;

	items = document_items(&r->doc, node, &n);
	for (i = 0; i < n; i++) {
		struct desc_name name = { 0 };

		read_reference(r, items[i], expected, &name);
		if (!name.text)
			continue;
		names->v = array_grow(names->v, names->n, sizeof(*names->v));
		names->v[names->n++] = name;
	}
	free(items);
}

void read_own_name(struct reader *r, const struct entry *e, const char *what,
		   struct desc_name *name)
{
	read_name(r, e, what);
	name->text = xstrdup(e->key);
	name->at = e->at;
}

/* Digits, at most @most of them; moves *p past them. */
static bool parse_digits(const char **p, unsigned int most, uint64_t *out)
{
	const char *begin = *p;

	for (*out = 0; **p >= '0' && **p <= '9'; (*p)++)
		*out = 10 * *out + (uint64_t)(**p - '0');
	return *p > begin && *p <= begin + most;
}

static bool parse_latency(const char *text, uint32_t *latency)
{
	static const struct {
		const char *name;
		uint64_t microseconds;
	} unit[] = { { "us", 1 }, { "ms", 1000 }, { "s", 1000000 } };
	uint64_t whole, part = 0, scale = 1;
	const char *p = text, *begin;
	size_t i;

	if (!parse_digits(&p, 9, &whole))
		return false;
	if (*p == '.') {
		begin = ++p;
		if (!parse_digits(&p, 6, &part))
			return false;
		for (; begin < p; begin++)
			scale *= 10;
	}
	while (*p == ' ')
		p++;
	for (i = 0; i < ARRAY_SIZE(unit); i++) {
		uint64_t value = whole * unit[i].microseconds + part * unit[i].microseconds / scale;

		if (strcmp(p, unit[i].name) || value > 3600u * 1000000u)
			continue;
		*latency = (uint32_t)value;
		return true;
	}
	return false;
}

void read_latency(struct reader *r, const yaml_node_t *node, uint32_t *latency)
{
	static const char expected[] = "a time of at most an hour, like 1.5 ms";
	const char *text = document_text(&r->doc, node, expected);
	char buf[QUOTED_STRLEN];

	if (text && !parse_latency(text, latency))
		document_error(&r->doc, node_location(node), "latency", "expected %s, found %s",
			       expected, quoted(text, buf));
}

/* Digits and a unit, at most 100 Gbit/s. */
static bool parse_rate(const char *text, uint32_t *rate)
{
	unsigned long value;
	char *end;

	if (*text < '0' || *text > '9' || strspn(text, "0123456789") > 6)
		return false;
	value = strtoul(text, &end, 10);
	end += *end == ' ';
	if (!strcmp(end, "Gbit/s"))
		value *= 1000;
	else if (strcmp(end, "Mbit/s"))
		return false;
	*rate = (uint32_t)value;
	return value && value <= 100000;
}

void read_rate(struct reader *r, const yaml_node_t *node, uint32_t *rate)
{
	static const char expected[] = "a rate of at most 100 Gbit/s, like 500 Mbit/s or 1 Gbit/s";
	const char *text = document_text(&r->doc, node, expected);
	char buf[QUOTED_STRLEN];

	if (text && !parse_rate(text, rate))
		document_error(&r->doc, node_location(node), "rate", "expected %s, found %s",
			       expected, quoted(text, buf));
}

/* The model itself distinguishes circuits by communities of these AS numbers. */
#define OWN_MARK_FIRST 64998
#define OWN_MARK_LAST  64999

static bool parse_community(const char *text, uint32_t *community)
{
	uint64_t as, value;

	if (!parse_digits(&text, 5, &as) || *text++ != ':' || !parse_digits(&text, 5, &value) ||
	    *text || !as || as > UINT16_MAX || value > UINT16_MAX ||
	    (as >= OWN_MARK_FIRST && as <= OWN_MARK_LAST))
		return false;
	*community = (uint32_t)(as << 16 | value);
	return true;
}

void read_community(struct reader *r, const yaml_node_t *node, uint32_t *community)
{
	static const char expected[] =
		"a community, like 12076:51004, and not of AS 64998 or 64999";
	const char *text = document_text(&r->doc, node, expected);
	char buf[QUOTED_STRLEN];

	if (text && !parse_community(text, community))
		document_error(&r->doc, node_location(node), "community", "expected %s, found %s",
			       expected, quoted(text, buf));
}

/* The length that an address ends in zeros for: whole bytes of IPv4, half of IPv6; or 0. */
static unsigned int likely_length(const struct address *a)
{
	unsigned int size = address_bits(a->family) / 8, n = size;

	while (n && !a->bytes[n - 1])
		n--;
	if (!n || n == size)
		return 0;
	if (a->family == AF_INET)
		return 8 * n;
	return n <= 8 ? 64 : 0;
}

void read_written_prefixes(struct reader *r, const yaml_node_t *node,
			   struct desc_prefixes *prefixes)
{
	const yaml_node_t **items;
	size_t n, i;

	read_prefixes(r, node, &prefixes->list, &prefixes->at);
	items = document_items(&r->doc, node, &n);
	for (i = 0; i < n; i++) {
		char buf[PREFIX_STRLEN];
		struct address a;

		if (items[i]->type != YAML_SCALAR_NODE ||
		    address_parse((const char *)items[i]->data.scalar.value, &a) ||
		    !likely_length(&a))
			continue;
		diagnostics_add(r->doc.diags, SEVERITY_WARNING, node_location(items[i]),
				"prefix-length-missing",
				"%s is read as one address (/%u) that looks like a network; write /%u if you mean it",
				address_format(&a, buf), address_bits(a.family),
				likely_length(&a));
	}
	free(items);
}

static void read_host(struct reader *r, const struct entry *e, void *object)
{
	struct desc_hosts *hosts = object;
	struct desc_host host = { 0 };

	if (!read_address(r, e->value, &host.address))
		return;
	read_own_name(r, e, "host", &host.name);
	hosts->v = array_grow(hosts->v, hosts->n, sizeof(*hosts->v));
	hosts->v[hosts->n++] = host;
}

void read_hosts(struct reader *r, const struct entry *e, struct desc_hosts *hosts)
{
	read_map(r, e, "a mapping of hosts to their addresses", read_host, hosts);
}

bool read_interface(struct reader *r, const yaml_node_t *node, struct address *address,
		    uint8_t *length)
{
	static const char expected[] = "an address with its length, like 192.0.2.1/30";
	const char *text = document_text(&r->doc, node, expected), *slash;
	char buf[QUOTED_STRLEN], head[PREFIX_STRLEN];
	struct prefix p;

	if (!text)
		return false;
	slash = strchr(text, '/');
	if (!slash && !address_parse(text, address)) {
		*length = (uint8_t)address_bits(address->family);
		return true;
	}
	if (slash && (size_t)(slash - text) < sizeof(head) && prefix_parse(text, &p) != -EINVAL) {
		memcpy(head, text, (size_t)(slash - text));
		head[slash - text] = '\0';
		*length = p.length;
		return !address_parse(head, address);
	}
	document_error(&r->doc, node_location(node), "interface", "expected %s, found %s", expected,
		       quoted(text, buf));
	return false;
}
