// SPDX-License-Identifier: GPL-2.0
#include "doctor/examination.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "backend/device.h"
#include "backend/rp_filter.h"
#include "config/config.h"
#include "doctor/check.h"
#include "util/alloc.h"
#include "util/error.h"

/* The error that was last reported on stderr. */
static char *last_error;

static void take_message(bool is_error, const char *text, void *data)
{
	if (!is_error)
		return;
	free(last_error);
	last_error = xstrdup(text);
}

static char *take_reason(int err)
{
	char *reason = last_error ? last_error : xstrdup(strerror(-err));

	last_error = NULL;
	return reason;
}

/* An observation that is based on another one is not made without it. */
static bool follows(struct examination *x, enum observation made, enum observation base)
{
	if (!x->reason[base])
		return true;
	x->reason[made] = xstrdup(x->reason[base]);
	return false;
}

static void settle(struct examination *x, enum observation made, int err)
{
	if (err)
		x->reason[made] = take_reason(err);
	free(last_error);
	last_error = NULL;
}

static void read_applied(struct examination *x)
{
	struct diagnostics diags = { 0 };
	char *text = NULL;
	size_t length;
	int err = in_force_open(&x->kept);

	if (!err)
		err = in_force_read(&x->kept, &text, &length);
	if (!err && config_parse(text, length, &x->applied, &diags))
		x->reason[OBSERVATION_APPLIED] =
			xasprintf("another version of ersym wrote %s", x->kept.path);
	else
		settle(x, OBSERVATION_APPLIED, err == -ENOENT ? 0 : err);
	x->is_applied = !err && !x->reason[OBSERVATION_APPLIED];
	diagnostics_free(&diags);
	free(text);
}

/* Without a file that can be read, what is in force is examined. */
static void read_site(struct examination *x)
{
	struct diagnostics again = { 0 };
	char *text = NULL;
	size_t length;
	int err = config_load(x->file, &x->site, &x->config);

	if (!err)
		return;
	site_free(&x->site);
	if (x->is_applied && !in_force_read(&x->kept, &text, &length) &&
	    !config_parse(text, length, &x->site, &again))
		x->source = x->kept.path;
	else
		x->reason[OBSERVATION_SITE] =
			xasprintf("%s cannot be used, and nothing is in force", x->file);
	diagnostics_free(&again);
	free(text);
}

static void observe(struct examination *x)
{
	int err;

	if (follows(x, OBSERVATION_KERNEL, OBSERVATION_SITE))
		settle(x, OBSERVATION_KERNEL, kernel_open(&x->kernel, false));
	if (follows(x, OBSERVATION_DEVICES, OBSERVATION_KERNEL)) {
		err = devices_observe(&x->kernel.route, &x->site, &x->devices);
		if (!err)
			err = rp_filters_observe(&x->kernel.route, &x->devices);
		settle(x, OBSERVATION_DEVICES, err);
	}
	if (follows(x, OBSERVATION_PLAN, OBSERVATION_KERNEL)) {
		err = transaction_plan(&x->plan, &x->kernel, &x->site);
		/* What the site conflicts with is among the warnings. */
		settle(x, OBSERVATION_PLAN, err == -EEXIST ? 0 : err);
	}
}

void examination_begin(struct examination *x, const char *file, struct findings *findings)
{
	memset(x, 0, sizeof(*x));
	x->file = file;
	x->source = file;
	x->findings = findings;
	messages_redirect(take_message, NULL);
	read_applied(x);
	read_site(x);
	observe(x);
}

void examination_end(struct examination *x)
{
	size_t i;

	messages_redirect(NULL, NULL);
	transaction_free(&x->plan);
	devices_free(&x->devices);
	if (!x->reason[OBSERVATION_KERNEL])
		kernel_close(&x->kernel);
	diagnostics_free(&x->config);
	site_free(&x->site);
	site_free(&x->applied);
	in_force_close(&x->kept);
	for (i = 0; i < N_OBSERVATION; i++)
		free(x->reason[i]);
	free(last_error);
	last_error = NULL;
}

bool examination_has(struct examination *x, enum observation observation)
{
	if (x->reason[observation])
		findings_skip(x->findings, x->check->code, x->reason[observation]);
	return !x->reason[observation];
}

bool examination_uses(const struct examination *x, uint8_t family)
{
	return family == AF_INET || site_uses(&x->site, family);
}

void report(struct examination *x, enum severity level, char *where, char *text,
	    char *command)
{
	const struct finding finding = {
		.severity = level,
		.code = x->check->code,
		.where = where,
		.text = text,
		.why = x->check->why,
		.command = command,
	};

	findings_add(x->findings, &finding);
}

void report_fixed(struct examination *x, enum severity level, const char *where,
		  const char *text, const char *command)
{
	report(x, level, xstrdup(where), xstrdup(text), xstrdup(command));
}

void report_unchecked(struct examination *x, const char *format, ...)
{
	char *reason;
	va_list ap;

	va_start(ap, format);
	reason = xvasprintf(format, ap);
	va_end(ap);
	findings_skip(x->findings, x->check->code, reason);
	free(reason);
}

void report_failed(struct examination *x)
{
	char *reason = take_reason(-EIO);

	findings_skip(x->findings, x->check->code, reason);
	free(reason);
}
