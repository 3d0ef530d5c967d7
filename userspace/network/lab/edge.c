// SPDX-License-Identifier: GPL-2.0
#include "network/lab/edge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "network/lab/firewall.h"
#include "network/lab/process.h"
#include "util/alloc.h"
#include "util/error.h"

/* The program beside this one, or the one that is installed. */
static char *find_ersym(void)
{
	char own[4096], *slash, *path;
	ssize_t n = readlink("/proc/self/exe", own, sizeof(own) - 1);

	if (n < 0)
		return xstrdup("ersym");
	own[n] = '\0';
	slash = strrchr(own, '/');
	path = xasprintf("%.*s/ersym", (int)(slash - own), own);
	if (!access(path, X_OK))
		return path;
	free(path);
	return xstrdup("ersym");
}

static void copy_lines(FILE *in, FILE *out)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, in) >= 0) {
		if (strncmp(line, "engine:", strlen("engine:")))
			fputs(line, out);
	}
	free(line);
}

/* Copies a configuration but for its engine, which is nftables everywhere. */
static int copy_config(const char *from, const char *to)
{
	FILE *in = fopen(from, "re"), *out = NULL;
	int err = 0;

	if (in)
		out = fopen(to, "we");
	if (in && out) {
		copy_lines(in, out);
		fputs("\nengine: nftables\n", out);
	} else {
		err = -errno;
	}
	if (in)
		fclose(in);
	if (out && fclose(out) && !err)
		err = -errno;
	if (err)
		error("cannot copy %s to %s: %s", from, to, strerror(-err));
	return err;
}

static int start_ersym(const struct lab *lab, unsigned int device, const char *program,
		       struct processes *all)
{
	const char *text = lab->description->device[device].ersym.text;
	char *from = description_beside(lab->description, text);
	char *to = xasprintf("%s/%s/ersym.yaml", lab->directory, lab->net->device[device].name);
	char *ns = lab_device_namespace(lab, device);
	int err = copy_config(from, to);

	if (!err)
		process_start(all, ns, (const char *const[]){ program, "-c", to, "apply", NULL },
			      NULL);
	free(ns);
	free(to);
	free(from);
	return err;
}

static void start_rules(const struct lab *lab, unsigned int device, struct processes *all)
{
	char *ns = lab_device_namespace(lab, device), *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		out_of_memory();
	firewall_print(lab->net, device, out);
	fclose(out);
	process_start(all, ns, (const char *const[]){ "nft", "-f", "-", NULL }, text);
	free(text);
	free(ns);
}

int edges_start(const struct lab *lab)
{
	char *program = find_ersym();
	struct processes all = { 0 };
	int err = 0;
	size_t i;

	for (i = 0; i < lab->net->n_device; i++) {
		start_rules(lab, (unsigned int)i, &all);
		if (!err && lab->net->device[i].ersym)
			err = start_ersym(lab, (unsigned int)i, program, &all);
	}
	if (processes_finish(&all))
		err = -EIO;
	free(program);
	return err;
}

int edges_pin(const struct lab *lab, const struct outage *outage)
{
	struct processes all = { 0 };
	size_t i;

	for (i = 0; i < lab->net->n_device; i++) {
		char *ns = lab_device_namespace(lab, (unsigned int)i), *text;
		size_t size;
		FILE *out = open_memstream(&text, &size);

		if (!out)
			out_of_memory();
		if (firewall_print_pins(lab->net, outage, (unsigned int)i, out)) {
			fclose(out);
			process_start(&all, NULL,
				      (const char *const[]){ "ip", "-n", ns, "-batch", "-", NULL },
				      text);
		} else {
			fclose(out);
		}
		free(text);
		free(ns);
	}
	return processes_finish(&all);
}
