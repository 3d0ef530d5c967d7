// SPDX-License-Identifier: GPL-2.0
/* What ersym doctor reads of other programs' files, its table of checks, and its output. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "doctor/check.h"
#include "doctor/command.h"
#include "doctor/setting.h"
#include "live/finding.h"
#include "plan/conflict.h"
#include "print/findings.h"
#include "print/json.h"
#include "transaction/state_file.h"
#include "util/alloc.h"
#include "util/shell.h"

static bool manages(const char *text)
{
	return setting_is_on(text, "Network", "ManageForeignRoutes", true);
}

static void test_switch(void **state)
{
	assert_true(manages(""));
	assert_false(manages("[Network]\nManageForeignRoutes=no\n"));
	assert_false(manages("[Network]\n  ManageForeignRoutes = OFF \r\n"));
	assert_false(manages("[Network]\nManageForeignRoutes=0"));
	assert_true(manages("[Network]\nManageForeignRoutes=false\nManageForeignRoutes=true\n"));
	assert_true(manages("[Network]\nManageForeignRoutes=no\nManageForeignRoutes=\n"));
	/* A comment, another section, another key, no value, no switch. */
	assert_true(manages("[Network]\n#ManageForeignRoutes=no\n"));
	assert_true(manages("[DHCP]\nManageForeignRoutes=no\n[Network]\n"));
	assert_true(manages("[Networks]\nManageForeignRoutes=no\n"));
	assert_true(manages("[Network]\nManageForeignRoutesX=no\nManageForeign=no\n"));
	assert_true(manages("[Network]\nManageForeignRoutes\n"));
	assert_true(manages("[Network]\nManageForeignRoutes=never\n"));
}

static void test_line(void **state)
{
	assert_true(setting_has_line("flush ruleset", "flush ruleset"));
	assert_true(setting_has_line("#!/usr/sbin/nft -f\n\n\tflush ruleset;\n", "flush ruleset"));
	assert_true(setting_has_line("flush ruleset # all of it\n", "flush ruleset"));
	assert_false(setting_has_line("# flush ruleset\n", "flush ruleset"));
	assert_false(setting_has_line("flush rulesets\n", "flush ruleset"));
	assert_false(setting_has_line("", "flush ruleset"));
}

/* The manual describes each code, and the table gives each a consequence. */
static void test_table(void **state)
{
	char *manual = xmalloc(1 << 20), *item;
	FILE *in = fopen("../Documentation/man/ersym.8", "r");
	const struct check *check;
	size_t n, i, j, length;

	assert_non_null(in);
	length = fread(manual, 1, (1 << 20) - 1, in);
	fclose(in);
	manual[length] = '\0';
	check = checks(&n);
	for (i = 0; i < n; i++) {
		item = xasprintf("\n.It Ic %s\n", check[i].code);
		if (!strstr(manual, item))
			fail_msg("%s is not in ersym(8)", check[i].code);
		free(item);
		assert_true(check[i].why[0] && check[i].why[strlen(check[i].why) - 1] != '.');
		for (j = 0; j < i; j++)
			assert_string_not_equal(check[i].code, check[j].code);
	}
	free(manual);
}

static bool is_in_table(const char *code)
{
	const struct check *check;
	size_t n, i;

	check = checks(&n);
	for (i = 0; i < n && strcmp(check[i].code, code); i++)
		;
	return i < n;
}

/* Returns the number of codes in a source file: the first text after each severity. */
static size_t find_codes(const char *path)
{
	char *text, *at, *code;
	size_t length, n = 0;

	assert_int_equal(state_file_read(path, &text, &length), 0);
	at = xstrndup(text, length);
	free(text);
	text = at;
	while ((at = strstr(at, "SEVERITY_"))) {
		at += strcspn(at, "\"");
		at += *at == '"';
		length = strspn(at, "abcdefghijklmnopqrstuvwxyz-");
		if (at[length] != '"')
			continue;
		code = xstrndup(at, length);
		if (!is_in_table(code))
			fail_msg("%s: doctor has no check %s", path, code);
		free(code);
		n++;
	}
	free(text);
	return n;
}

/* What apply warns of, or refuses, because of the host, doctor finds. */
static void test_codes_of_plan(void **state)
{
	glob_t paths = { 0 };
	size_t i, n = 0;

	assert_int_equal(glob("plan/*.c", 0, NULL, &paths), 0);
	assert_int_equal(glob("plan/*/*.c", GLOB_APPEND, NULL, &paths), 0);
	for (i = 0; i < paths.gl_pathc; i++)
		n += find_codes(paths.gl_pathv[i]);
	assert_true(n > 20);
	globfree(&paths);
}

static void test_commands(void **state)
{
	struct examination x = { .file = "/etc/it's here.yaml" };
	char *command = command_edit(&x, "3s/a/b/");

	assert_string_equal(command, "sed -i '3s/a/b/' '/etc/it'\\''s here.yaml' && "
				     "ersym -c '/etc/it'\\''s here.yaml' apply");
	free(command);
	x.file = "/etc/ersym.yaml";
	command = command_editor(&x, 7);
	assert_string_equal(command, "${EDITOR:-vi} +7 /etc/ersym.yaml && "
				     "ersym -c /etc/ersym.yaml apply");
	free(command);
	command = command_editor(&x, 0);
	assert_string_equal(command, "${EDITOR:-vi} /etc/ersym.yaml && "
				     "ersym -c /etc/ersym.yaml apply");
	free(command);
}

/* Names that others choose are never commands. */
static void test_names(void **state)
{
	char *command = command_sysctl("net/ipv4/conf/$(reboot)/forwarding", 1);

	assert_string_equal(command, "sysctl -w NAME=1");
	free(command);
	assert_string_equal(shell_name("eth0.100"), "eth0.100");
	assert_string_equal(shell_name("a;b"), "NAME");
	assert_string_equal(shell_name("a`b"), "NAME");
	assert_string_equal(shell_name("--help"), "NAME");
}

/* A rule of which everything is known is moved; of another one, only the deletion is sure. */
static void test_rule_before(void **state)
{
	struct site site = { .mark_mask = 0xffff0000 };
	struct ip_rule rule = {
		.family = AF_INET6, .precedes = true, .known = true, .inverted = true,
		.table = 100, .iif = "lan",
	};
	struct state observed = { .foreign_rule = &rule, .n_foreign_rule = 1 };
	struct diagnostics diags = { 0 };

	plan_conflicts_order(&site, &observed, &diags);
	rule.known = false;
	rule.family = AF_INET;
	plan_conflicts_order(&site, &observed, &diags);
	assert_int_equal(diags.n, 2);
	assert_string_equal(diags.v[0].command,
			    "ip -6 rule add pref 1 not from all iif lan lookup 100 && "
			    "ip -6 rule del pref 0 not from all iif lan lookup 100");
	assert_string_equal(diags.v[1].command,
			    "ip rule del pref 0 not from all iif lan lookup 100");
	diagnostics_free(&diags);
}

/* The place is that of the name; a quote before it is left. */
static void test_rename(void **state)
{
	struct diagnostics diags = { 0 };
	struct location at = { 12, 18 }, nowhere = { 0 };

	diagnostics_add(&diags, SEVERITY_ERROR, at, "link-altname", "it");
	diagnostics_rename(&diags, "alias", "us-pri");
	assert_string_equal(diags.v[0].edit, "12s/^\\(.\\{17\\}\"\\?\\)alias/\\1us-pri/");
	diagnostics_add(&diags, SEVERITY_ERROR, at, "link-altname", "it");
	diagnostics_rename(&diags, "a&b", "us-pri");
	assert_null(diags.v[1].edit);
	diagnostics_add(&diags, SEVERITY_ERROR, nowhere, "link-altname", "it");
	diagnostics_rename(&diags, "alias", "us-pri");
	assert_null(diags.v[2].edit);
	diagnostics_free(&diags);
}

static void add(struct findings *list, enum severity severity, const char *code)
{
	const struct finding finding = {
		.severity = severity, .code = code, .why = "it hurts",
		.where = xstrdup("device us-pri"), .text = xstrdup("it is so"),
		.command = xstrdup("mend it"),
	};

	findings_add(list, &finding);
}

static void assert_text(const struct findings *list, const char *expected)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	findings_text(list, out);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void test_text(void **state)
{
	struct findings list = { .n_check = 7 };

	assert_text(&list, "7 checks were made and found nothing.\n"
			   "0 errors, 0 warnings, 0 notes, 0 not checked\n");
	add(&list, SEVERITY_NOTE, "last");
	add(&list, SEVERITY_ERROR, "first");
	add(&list, SEVERITY_ERROR, "second");
	findings_skip(&list, "one", "there is no file");
	findings_skip(&list, "two", "nobody may");
	findings_skip(&list, "three", "there is no file");
	findings_sort(&list);
	assert_text(&list,
		    "error first (device us-pri)\n"
		    "  What: it is so.\n  Why:  it hurts.\n  Mend: mend it\n\n"
		    "error second (device us-pri)\n"
		    "  What: it is so.\n  Why:  it hurts.\n  Mend: mend it\n\n"
		    "note last (device us-pri)\n"
		    "  What: it is so.\n  Why:  it hurts.\n  Mend: mend it\n\n"
		    "not checked: one three\n  Why:  there is no file.\n\n"
		    "not checked: two\n  Why:  nobody may.\n\n"
		    "2 errors, 0 warnings, 1 note, 3 not checked\n");
	findings_free(&list);
}

static void test_json(void **state)
{
	struct findings list = { .n_check = 1 };
	json_t *json;
	char *text;

	add(&list, SEVERITY_WARNING, "code");
	findings_skip(&list, "one", "there is no file");
	json = findings_json(&list);
	text = json_dumps(json, 0);
	assert_string_equal(text,
			    "{\"checked\": 1, \"findings\": [{\"severity\": \"warning\", "
			    "\"code\": \"code\", \"where\": \"device us-pri\", "
			    "\"message\": \"it is so\", \"why\": \"it hurts\", "
			    "\"command\": \"mend it\"}], \"not_checked\": "
			    "[{\"code\": \"one\", \"reason\": \"there is no file\"}]}");
	free(text);
	json_decref(json);
	findings_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_switch),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_codes_of_plan),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_rule_before),
		cmocka_unit_test(test_rename),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
