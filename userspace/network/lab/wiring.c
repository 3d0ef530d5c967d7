// SPDX-License-Identifier: GPL-2.0
#include "network/lab/wiring.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/export/frr.h"
#include "network/lab/firewall.h"
#include "network/lab/namespace.h"
#include "network/lab/process.h"
#include "util/alloc.h"
#include "util/error.h"

/* The device's address where the segment itself has none to give, RFC 3927. */
#define BARE_GATEWAY "169.254.1.1"

static FILE *text_begin(char **text, size_t *size)
{
	FILE *out = open_memstream(text, size);

	if (!out)
		out_of_memory();
	return out;
}

/* Runs ip in a namespace with a batch of commands, beside others; frees the batch. */
static void batch_start(struct processes *all, char *ns, char *batch)
{
	if (ns)
		process_start(all, NULL,
			      (const char *const[]){ "ip", "-n", ns, "-batch", "-", NULL }, batch);
	else
		process_start(all, NULL, (const char *const[]){ "ip", "-batch", "-", NULL }, batch);
	free(ns);
	free(batch);
}

static void print_namespaces(const struct lab *lab, FILE *out)
{
	size_t i;

	for (i = 0; i < lab->net->n_device; i++)
		fprintf(out, "netns add %s.%s\n", lab->name, lab->net->device[i].name);
	for (i = 0; i < lab->net->n_segment; i++)
		fprintf(out, "netns add %s.seg%zu\n", lab->name, i);
}

static void print_links(const struct lab *lab, FILE *out)
{
	const struct network *net = lab->net;
	char name[IFNAMSIZ];
	size_t i;

	for (i = 0; i < net->n_link; i++) {
		const struct net_end *end = net->link[i].end;

		fprintf(out, "link add %s netns %s.%s type veth peer name %s netns %s.%s\n",
			end[0].name, lab->name, net->device[end[0].device].name,
			end[1].name, lab->name, net->device[end[1].device].name);
	}
	for (i = 0; i < net->n_segment; i++) {
		frr_segment_device((unsigned int)i, name);
		fprintf(out, "link add %s netns %s.%s type veth peer name eth0 netns %s.seg%zu\n",
			name, lab->name, net->device[net->segment[i].device].name, lab->name, i);
	}
}

/* The address that hosts of a segment send to. */
static const char *gateway_text(const struct network *net, unsigned int segment,
				char buf[static PREFIX_STRLEN])
{
	struct address gateway;

	if (!frr_segment_gateway(net, segment, &gateway))
		return BARE_GATEWAY;
	return address_format(&gateway, buf);
}

static void print_segment(const struct network *net, unsigned int segment, FILE *out)
{
	char name[IFNAMSIZ], buf[PREFIX_STRLEN], prefix[PREFIX_STRLEN];
	const struct prefix *p = &net->segment[segment].prefix;
	struct address gateway;
	bool bare = !frr_segment_gateway(net, segment, &gateway);

	frr_segment_device(segment, name);
	fprintf(out, "addr add %s/%u dev %s\nlink set %s up\n",
		gateway_text(net, segment, buf), bare ? 32 : p->length, name, name);
	if (bare)
		fprintf(out, "route add %s dev %s\n", prefix_format(p, prefix), name);
}

/* What a device has. */
static char *device_batch(const struct network *net, unsigned int device)
{
	const struct index_list *links = &net->links_of[device];
	char buf[PREFIX_STRLEN], *text;
	size_t size, i;
	FILE *out = text_begin(&text, &size);

	fprintf(out, "link set lo up\naddr add %s/32 dev lo\n",
		address_format(&net->device[device].loopback, buf));
	for (i = 0; i < links->n; i++) {
		const struct net_link *l = &net->link[links->v[i]];
		const struct net_end *near = link_near(l, device);

		fprintf(out, "addr add %s/%u dev %s\n", address_format(&near->address, buf),
			l->subnet.length, near->name);
		if (!l->disabled)
			fprintf(out, "link set %s up\n", near->name);
	}
	for (i = 0; i < net->n_segment; i++) {
		if (net->segment[i].device == device)
			print_segment(net, (unsigned int)i, out);
	}
	firewall_print_rules(net, device, out);
	fclose(out);
	return text;
}

/* What the hosts of a segment have. */
static char *segment_batch(const struct lab *lab, unsigned int segment)
{
	char buf[PREFIX_STRLEN], *text;
	size_t size, i;
	FILE *out = text_begin(&text, &size);

	fputs("link set lo up\nlink set eth0 up\n", out);
	for (i = 0; i < lab->n_host; i++) {
		if (lab->host[i].segment == segment)
			fprintf(out, "addr add %s/32 dev eth0\n",
				address_format(&lab->host[i].address, buf));
	}
	fprintf(out, "route add default via %s dev eth0 onlink\n",
		gateway_text(lab->net, segment, buf));
	fclose(out);
	return text;
}

static void write_sysctl(const char *name, const char *value)
{
	char *path = xasprintf("/proc/sys/net/ipv4/%s", name);
	FILE *out = fopen(path, "we");

	free(path);
	if (!out)
		return;
	fputs(value, out);
	fclose(out);
}

/* Forwards whatever comes, from wherever, in the namespace that the caller is in. */
static void forward_all(void)
{
	DIR *directory = opendir("/proc/sys/net/ipv4/conf");
	struct dirent *e;

	write_sysctl("ip_forward", "1");
	/*
	 * Flows of the same two hosts take all equal ways, each one of them: by addresses,
	 * protocol and ports, not by a hash that TCP changes with each try.
	 */
	write_sysctl("fib_multipath_hash_policy", "3");
	write_sysctl("fib_multipath_hash_fields", "55");
	while (directory && (e = readdir(directory))) {
		char *name = xasprintf("conf/%s/rp_filter", e->d_name);

		write_sysctl(name, "0");
		free(name);
	}
	if (directory)
		closedir(directory);
}

static int forward_everywhere(const struct lab *lab)
{
	int own = namespace_own(), err = own < 0 ? own : 0;
	size_t i;

	for (i = 0; !err && i < lab->net->n_device; i++) {
		char *ns = lab_device_namespace(lab, (unsigned int)i);

		err = namespace_enter(ns);
		if (err)
			error("cannot enter network namespace %s: %s", ns, strerror(-err));
		else
			forward_all();
		free(ns);
	}
	if (own >= 0)
		namespace_return(own);
	return err;
}

int wiring_make(const struct lab *lab)
{
	struct processes all = { 0 };
	size_t size, i;
	char *text;
	FILE *out = text_begin(&text, &size);
	int err;

	print_namespaces(lab, out);
	print_links(lab, out);
	fclose(out);
	batch_start(&all, NULL, text);
	err = processes_finish(&all);
	if (!err)
		err = forward_everywhere(lab);
	if (err)
		return err;
	for (i = 0; i < lab->net->n_device; i++)
		batch_start(&all, lab_device_namespace(lab, (unsigned int)i),
			    device_batch(lab->net, (unsigned int)i));
	for (i = 0; i < lab->net->n_segment; i++)
		batch_start(&all, lab_segment_namespace(lab, (unsigned int)i),
			    segment_batch(lab, (unsigned int)i));
	return processes_finish(&all);
}

int wiring_remove(const char *prefix)
{
	struct processes all = { 0 };
	struct namespaces list;
	size_t size, i;
	char *text;
	FILE *out = text_begin(&text, &size);

	namespaces_list(prefix, &list);
	for (i = 0; i < list.n; i++)
		fprintf(out, "netns del %s\n", list.v[i]);
	fclose(out);
	namespaces_free(&list);
	batch_start(&all, NULL, text);
	return processes_finish(&all);
}

/* What a device has of a segment while it is up, or not. */
static void print_switch(const struct network *net, unsigned int segment, bool up, FILE *out)
{
	char name[IFNAMSIZ], prefix[PREFIX_STRLEN];
	struct address gateway;

	frr_segment_device(segment, name);
	fprintf(out, "link set %s %s\n", name, up ? "up" : "down");
	if (up && !frr_segment_gateway(net, segment, &gateway))
		fprintf(out, "route replace %s dev %s\n",
			prefix_format(&net->segment[segment].prefix, prefix), name);
}

int wiring_switch(const struct lab *lab, const struct outage *outage)
{
	const struct network *net = lab->net;
	struct processes all = { 0 };
	size_t i, j;

	for (i = 0; i < net->n_device; i++) {
		const struct index_list *links = &net->links_of[i];
		size_t size;
		char *text;
		FILE *out = text_begin(&text, &size);

		for (j = 0; j < links->n; j++)
			fprintf(out, "link set %s %s\n",
				link_near(&net->link[links->v[j]], (unsigned int)i)->name,
				link_is_up(net, outage, links->v[j]) ? "up" : "down");
		for (j = 0; j < net->n_segment; j++) {
			if (net->segment[j].device == i)
				print_switch(net, (unsigned int)j, !outage->device[i], out);
		}
		fclose(out);
		batch_start(&all, lab_device_namespace(lab, (unsigned int)i), text);
	}
	return processes_finish(&all);
}
