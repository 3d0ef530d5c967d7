// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>

#include "doctor/doctor.h"
#include "print/findings.h"
#include "print/json.h"

/* 2 is usage, as for every command. */
#define EXIT_WARNINGS 1
#define EXIT_ERRORS 3

static int status_of(const struct findings *findings)
{
	if (findings_count(findings, SEVERITY_ERROR))
		return EXIT_ERRORS;
	return findings_count(findings, SEVERITY_WARNING) ? EXIT_WARNINGS : EXIT_SUCCESS;
}

int cmd_doctor(struct context *ctx, int argc, char **argv)
{
	struct findings findings;
	int status;

	doctor(ctx->config, &findings);
	if (ctx->json)
		json_print(findings_json(&findings), stdout);
	else
		findings_text(&findings, stdout);
	status = status_of(&findings);
	findings_free(&findings);
	return status;
}
