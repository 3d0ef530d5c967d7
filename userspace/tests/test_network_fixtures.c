// SPDX-License-Identifier: GPL-2.0
/*
 * Networks of the mission's documents, in tests/network/NAME: network.yaml, the
 * files that it names in edges/, and for each case CASE.expected. CASE.edit, if there is
 * one, says how the case differs:
 *
 *	@ edges/us.yaml		which file the edits after it are for; at first network.yaml
 *	- text			this line, without its indentation, is there once and is
 *	+ text			replaced by these, if any, which keep its indentation
 *
 * CASE.expected has a line for each finding, "SEVERITY CODE LINE:COLUMN [FILE]", then
 * one for each service: "SERVICE FROM | REQUEST | ANSWER | VERDICT | DIES", where the
 * middle two are the circuits of all ways; "!" in front if the circuit is not the
 * expected one, or if it should be impossible. Below it, indented, a longer way than
 * there is, with both costs, and what a request that arrived has to go inside a cloud. With a
 * line "# with times" the time of the first request is
 * printed after DIES; with "# with ends" the packet of each request as it arrives or dies:
 * its source, destination and port. With "# as a map" there is a line for each network that
 * requests are from instead of one for each service: what the first way to each other network
 * crosses, circuits and peerings, in order; in brackets, what else the way crosses that is used
 * without the first circuit. With "# as latency" there is what "show latency" prints. Lines
 * that begin with # are comments. With UPDATE=1 in the environment the results are written
 * there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "network/load/load.h"
#include "network/print/choice.h"
#include "network/print/faults.h"
#include "network/print/walk.h"
#include "network/trace/down.h"
#include "network/walk/verify.h"
#include "util/alloc.h"
#include "util/array.h"
#include "yaml/file.h"

static const char top[] = "tests/network";

/* With a NUL at the end; NULL: there is no such file. */
static char *read_text(const char *path)
{
	struct diagnostics diags = { 0 };
	size_t length;
	char *text;
	int err;

	err = file_read(path, &text, &length, &diags);
	diagnostics_free(&diags);
	if (err) {
		free(text);
		return NULL;
	}
	text = xrealloc(text, length + 1);
	text[length] = '\0';
	return text;
}

static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static char *path_of(const char *directory, const char *name)
{
	return xasprintf("%s/%s", directory, name);
}

/* Where the only line that is @wanted but for its indentation begins. */
static char *find_line(char *text, const char *wanted)
{
	char *line, *found = NULL;
	size_t length = strlen(wanted);

	for (line = text; line; line = strchr(line, '\n')) {
		if (*line == '\n')
			line++;
		if (strncmp(line + strspn(line, " "), wanted, length) ||
		    !strchr("\n", line[strspn(line, " ") + length]))
			continue;
		if (found)
			fail_msg("more than one line is: %s", wanted);
		found = line;
	}
	if (!found)
		fail_msg("no line is: %s", wanted);
	return found;
}

/* Replaces a line by @n lines; returns the new text and frees the old one. */
static char *replace_line(char *text, const char *old, char *const *new, size_t n)
{
	char *line = find_line(text, old), *end = strchr(line, '\n'), *result;
	int indent = (int)strspn(line, " ");
	size_t size, i;
	FILE *out = open_memstream(&result, &size);

	assert_non_null(out);
	fwrite(text, 1, (size_t)(line - text), out);
	for (i = 0; i < n; i++)
		fprintf(out, "%*s%s\n", indent, "", new[i]);
	if (end)
		fputs(end + 1, out);
	fclose(out);
	free(text);
	return result;
}

/* Carries out the edits of a case on the copies in @directory. */
static void edit(const char *directory, char *edits)
{
	char *path = path_of(directory, "network.yaml"), *text = read_text(path);
	char *line = strtok(edits, "\n"), *old, *new[64];
	size_t n;

	while (line) {
		if (line[0] == '@') {
			write_text(path, text);
			free(path);
			free(text);
			path = path_of(directory, line + 2);
			text = read_text(path);
			assert_non_null(text);
			line = strtok(NULL, "\n");
		} else if (line[0] == '-') {
			old = line + 2;
			for (n = 0; (line = strtok(NULL, "\n")) && line[0] == '+' && n < 64; n++)
				new[n] = line + 2;
			text = replace_line(text, old, new, n);
		} else if (line[0] == '#') {
			line = strtok(NULL, "\n");
		} else {
			fail_msg("no edit: %s", line);
		}
	}
	write_text(path, text);
	free(path);
	free(text);
}

static void copy_files(const char *from, const char *to, const char *suffix)
{
	DIR *directory = opendir(from);
	struct dirent *e;

	if (!directory)
		return;
	mkdir(to, 0700);
	while ((e = readdir(directory))) {
		size_t n = strlen(e->d_name), m = strlen(suffix);
		char *source = path_of(from, e->d_name), *target = path_of(to, e->d_name);
		char *text;

		if (n > m && !strcmp(e->d_name + n - m, suffix)) {
			text = read_text(source);
			assert_non_null(text);
			write_text(target, text);
			free(text);
		}
		free(source);
		free(target);
	}
	closedir(directory);
}

static const char *severity_name(enum severity severity)
{
	static const char *const names[] = {
		[SEVERITY_ERROR] = "error",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_NOTE] = "note",
	};

	return names[severity];
}

static void print_findings(const struct findings *findings, const char *directory, FILE *out)
{
	size_t skip = strlen(directory) + 1, i, j;

	for (i = 0; i < findings->n; i++) {
		const struct diagnostics *d = &findings->v[i]->diags;

		for (j = 0; j < d->n; j++)
			fprintf(out, "%s %s %u:%u%s%s\n", severity_name(d->v[j].severity),
				d->v[j].code, d->v[j].at.line, d->v[j].at.column,
				i ? " " : "", i ? findings->v[i]->path + skip : "");
	}
}

static bool is_unexpected(const struct network *net, const struct verified *v)
{
	return v->faults.set & FAULT_CIRCUIT ||
	       (net->service[v->service].refused && !verified_is_good(net, v));
}

/** struct form - what is printed beside circuits and verdicts; @map, @latency: instead of them */
struct form {
	bool times, ends, map, latency;
};

static void print_ends(const struct paths *paths, FILE *out)
{
	char buf[2][PREFIX_STRLEN];
	size_t i;

	for (i = 0; i < paths->n; i++) {
		const struct packet *p = &paths->v[i].packet;

		fprintf(out, "%s%s > %s %u", i ? ", " : " | ", address_format(&p->source, buf[0]),
			address_format(&p->destination, buf[1]), p->destination_port);
	}
}

static void print_verified(const struct routes *routes, const struct verified *v,
			   const struct form *form, FILE *out)
{
	const struct net_service *s = &routes->net->service[v->service];
	const struct trip *worst = &v->trips.v[v->trips.worst];
	char *there = paths_circuits_text(routes->net, v->trips.request.v, v->trips.request.n);
	char *back = paths_circuits_text(routes->net, v->trips.answer, v->trips.n_answer);
	char *verdict = verdict_text(worst, &v->faults);
	char *detour = detour_text(routes->net, &v->faults.detour);
	char *inside = inside_cloud_text(routes->net, &v->trips.request.v[worst->request]);

	fprintf(out, "%s%s %s | %s | %s | %s | %s",
		is_unexpected(routes->net, v) ? "!" : "", s->name, s->from, there,
		v->trips.n_answer ? back : "-", verdict,
		worst->dies == NONE ? "-" : routes->net->device[worst->dies].name);
	if (form->times)
		fprintf(out, " | %.1f ms", (double)v->trips.request.v[0].latency / 1000);
	if (form->ends)
		print_ends(&v->trips.request, out);
	fputc('\n', out);
	if (detour)
		fprintf(out, "  %s\n", detour);
	if (inside)
		fprintf(out, "  %s\n", inside);
	free(inside);
	free(detour);
	free(verdict);
	free(there);
	free(back);
}

#define MEDIA_MAX 8

/** struct media - names of what a way crosses, in order */
struct media {
	const char *v[MEDIA_MAX];
	size_t n;
	unsigned int circuit;	/* the first one, or NONE */
};

static void add_medium(struct media *media, const char *name)
{
	if (media->n && !strcmp(media->v[media->n - 1], name))
		return;
	assert_true(media->n < MEDIA_MAX);
	media->v[media->n++] = name;
}

/* Of the first way of a request. Return: whether it is good. */
static bool find_media(const struct routes *routes, unsigned int service, struct media *media)
{
	const struct network *net = routes->net;
	const struct path *path;
	struct verified v;
	bool good;
	size_t i;

	memset(media, 0, sizeof(*media));
	media->circuit = NONE;
	verified_walk(routes, service, &v);
	path = &v.trips.request.v[0];
	for (i = 0; i < path->n_hop; i++) {
		const struct net_link *l = path->hop[i].out == NONE ? NULL :
					   &net->link[path->hop[i].out];

		if (l && l->circuit != NONE) {
			add_medium(media, net->circuit[l->circuit].name);
			if (media->circuit == NONE)
				media->circuit = l->circuit;
		} else if (l && l->peering) {
			add_medium(media, "peering");
		}
	}
	good = v.trips.v[v.trips.worst].verdict == VERDICT_SYMMETRIC;
	trips_free(&v.trips);
	return good;
}

static bool has_medium(const struct media *media, const char *name)
{
	size_t i;

	for (i = 0; i < media->n; i++) {
		if (!strcmp(media->v[i], name))
			return true;
	}
	return false;
}

/* "peering+er1 (vpn1)", or "none". */
static void print_cell(const struct routes *routes, unsigned int service, FILE *out)
{
	struct media media, backup;
	struct down down;
	size_t i;

	if (!find_media(routes, service, &media)) {
		fputs("none", out);
		return;
	}
	for (i = 0; i < media.n; i++)
		fprintf(out, "%s%s", i ? "+" : "", media.v[i]);
	if (media.circuit == NONE)
		return;
	down_circuit(routes, media.circuit, &down);
	if (find_media(&down.routes, service, &backup)) {
		for (i = 0; i < backup.n; i++) {
			if (!has_medium(&media, backup.v[i]))
				fprintf(out, " (%s)", backup.v[i]);
		}
	}
	down_free(&down);
}

static unsigned int segment_from(const struct network *net, size_t service)
{
	return network_segment_of(net, &net->service[service].packet.source);
}

static void print_map(const struct routes *routes, FILE *out)
{
	const struct network *net = routes->net;
	unsigned int from, to;
	size_t i;

	for (from = 0; from < net->n_segment; from++) {
		bool some = false;

		for (i = 0; i < net->n_service; i++) {
			if (segment_from(net, i) != from)
				continue;
			to = network_segment_of(net, &net->service[i].packet.destination);
			if (!some)
				fprintf(out, "%s |", net->segment[from].name);
			fprintf(out, "%s %s: ", some ? "," : "", net->segment[to].name);
			print_cell(routes, (unsigned int)i, out);
			some = true;
		}
		if (some)
			fputc('\n', out);
	}
}

static void print_latency(const struct routes *routes, FILE *out)
{
	struct choices choices;

	choices_find(routes, &choices);
	choices_text(routes->net, &choices, out);
	choices_free(&choices);
}

static char *results(const char *directory, const struct form *form)
{
	char *path = path_of(directory, "network.yaml"), *text = NULL;
	struct verification verification;
	struct loaded loaded;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	load(path, &loaded);
	print_findings(&loaded.findings, directory, out);
	if (loaded.whole && form->map) {
		print_map(&loaded.routes, out);
	} else if (loaded.whole && form->latency) {
		print_latency(&loaded.routes, out);
	} else if (loaded.whole) {
		verification_run(&loaded.routes, &verification);
		for (i = 0; i < verification.n; i++)
			print_verified(&loaded.routes, &verification.v[i], form, out);
		verification_free(&verification);
	}
	loaded_free(&loaded);
	fclose(out);
	free(path);
	return text;
}

static void remove_all(const char *directory)
{
	char *command = xasprintf("rm -rf '%s'", directory);

	assert_int_equal(system(command), 0);
	free(command);
}

/* @text without the lines that begin with #; freed. @comments: those lines; to be freed. */
static char *split_comments(char *text, char **comments)
{
	char *rest, *line, *end;
	size_t rest_size, comments_size;
	FILE *out = open_memstream(&rest, &rest_size);
	FILE *aside = open_memstream(comments, &comments_size);

	assert_true(out && aside);
	for (line = text; *line; line = end) {
		end = strchr(line, '\n');
		end = end ? end + 1 : line + strlen(line);
		fwrite(line, 1, (size_t)(end - line), *line == '#' ? aside : out);
	}
	fclose(out);
	fclose(aside);
	free(text);
	return rest;
}

/* @expected: path of CASE.expected in the fixture's directory. */
static void run_case(const char *fixture, const char *name)
{
	char work[] = "/tmp/ersym-fixture.XXXXXX", *comments = NULL;
	char *expected_path = xasprintf("%s/%s.expected", fixture, name);
	char *edit_path = xasprintf("%s/%s.edit", fixture, name);
	char *from = path_of(fixture, "edges"), *to, *edits, *expected, *actual;
	struct form form;

	assert_non_null(mkdtemp(work));
	to = path_of(work, "edges");
	copy_files(fixture, work, ".yaml");
	copy_files(from, to, ".yaml");
	edits = read_text(edit_path);
	if (edits)
		edit(work, edits);
	expected = split_comments(read_text(expected_path), &comments);
	form.times = strstr(comments, "# with times\n");
	form.ends = strstr(comments, "# with ends\n");
	form.map = strstr(comments, "# as a map\n");
	form.latency = strstr(comments, "# as latency\n");
	actual = results(work, &form);
	if (getenv("UPDATE") && strcmp(expected, actual)) {
		free(expected);
		expected = xasprintf("%s%s", comments, actual);
		write_text(expected_path, expected);
	} else if (strcmp(expected, actual)) {
		print_message("%s/%s\n--- expected\n%s--- found\n%s", fixture, name, expected,
			      actual);
		fail();
	}
	remove_all(work);
	free(actual);
	free(expected);
	free(comments);
	free(edits);
	free(to);
	free(from);
	free(edit_path);
	free(expected_path);
}

static void test_fixture(void **state)
{
	const char *slash = strrchr(*state, '/');
	char *fixture = xstrndup(*state, (size_t)(slash - (const char *)*state));

	run_case(fixture, slash + 1);
	free(fixture);
}

/* All cases of a fixture as tests. */
static void add_cases(const char *fixture, struct CMUnitTest **tests, size_t *n)
{
	static const char suffix[] = ".expected";
	DIR *directory = opendir(fixture);
	struct dirent *e;

	assert_non_null(directory);
	while ((e = readdir(directory))) {
		size_t length = strlen(e->d_name), m = strlen(suffix);
		char *path;

		if (length <= m || strcmp(e->d_name + length - m, suffix))
			continue;
		path = xasprintf("%s/%.*s", fixture, (int)(length - m), e->d_name);
		*tests = array_grow(*tests, *n, sizeof(**tests));
		(*tests)[(*n)++] = (struct CMUnitTest){
			.name = path, .test_func = test_fixture, .initial_state = path,
		};
	}
	closedir(directory);
}

static int by_name(const void *pa, const void *pb)
{
	const struct CMUnitTest *a = pa, *b = pb;

	return strcmp(a->name, b->name);
}

int main(void)
{
	struct CMUnitTest *tests = NULL;
	DIR *directory = opendir(top);
	struct dirent *e;
	size_t n = 0, i;
	int failed;

	if (!directory)
		return EXIT_FAILURE;
	while ((e = readdir(directory))) {
		char *fixture = path_of(top, e->d_name);

		if (e->d_name[0] != '.')
			add_cases(fixture, &tests, &n);
		free(fixture);
	}
	closedir(directory);
	qsort(tests, n, sizeof(*tests), by_name);
	failed = _cmocka_run_group_tests("fixtures", tests, n, NULL, NULL);
	for (i = 0; i < n; i++)
		free((char *)tests[i].name);
	free(tests);
	return failed;
}
