// SPDX-License-Identifier: GPL-2.0
#include "doctor/in_force.h"

#include <stdlib.h>

#include "backend/lock.h"
#include "backend/state_directory.h"
#include "backend/unit.h"
#include "doctor/command.h"
#include "transaction/missing.h"
#include "util/alloc.h"

/* What is missing of what was applied is another finding. */
void doctor_not_applied(struct examination *x)
{
	size_t n = x->plan.operations.n, missing = 0, difference = 0;

	if (!examination_has(x, OBSERVATION_PLAN) || !examination_has(x, OBSERVATION_APPLIED))
		return;
	if (!x->is_applied) {
		report(x, SEVERITY_ERROR, xstrdup(x->file), xstrdup("nothing has been applied"),
		       command_apply(x));
		return;
	}
	/* What follows from a link that was lost is left to do also if they are the same. */
	if (missing_count(&x->kernel, &x->applied, &x->plan.observed, &missing) ||
	    missing_difference(&x->kernel, &x->applied, &x->plan.observed, &x->plan.desired,
			       &difference))
		report_failed(x);
	else if (n && !missing && difference)
		report(x, SEVERITY_WARNING, xstrdup(x->file),
		       xasprintf("%s differs from what was applied: apply would make %zu change%s",
				 x->file, n, n == 1 ? "" : "s"), command_apply(x));
}

void doctor_not_in_force(struct examination *x)
{
	size_t missing = 0;

	if (!examination_has(x, OBSERVATION_PLAN) || !examination_has(x, OBSERVATION_APPLIED) ||
	    !x->is_applied)
		return;
	if (missing_count(&x->kernel, &x->applied, &x->plan.observed, &missing))
		report_failed(x);
	else if (missing)
		report(x, SEVERITY_ERROR, xstrdup(x->kept.path),
		       xasprintf("of what was applied, %zu %s not in force", missing,
				 missing == 1 ? "object is" : "objects are"),
		       command_apply(x));
}

/* ersym.service serves the network namespace of process 1 only. */
static char *start_command(const struct examination *x)
{
	char *file, *command;

	if (unit_systemd_runs() && state_directory_is_of_host())
		return xstrdup("systemctl enable --now ersym");
	file = command_word(x->file);
	command = xasprintf("setsid -f ersym -c %s run > /dev/null 2>&1", file);
	free(file);
	return command;
}

void doctor_service_stopped(struct examination *x)
{
	int served = lock_server();

	if (served < 0)
		report_failed(x);
	else if (!served)
		report(x, SEVERITY_WARNING, xstrdup("ersym.service"),
		       xstrdup("\"ersym run\" does not serve this network namespace"),
		       start_command(x));
}
