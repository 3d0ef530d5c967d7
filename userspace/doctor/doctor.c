// SPDX-License-Identifier: GPL-2.0
#include "doctor/doctor.h"

#include <string.h>

#include "doctor/check.h"

void doctor(const char *file, struct findings *findings)
{
	const struct check *check;
	struct examination x;
	size_t n, skipped;

	memset(findings, 0, sizeof(*findings));
	examination_begin(&x, file, findings);
	for (check = checks(&n); n--; check++) {
		skipped = findings->n_unchecked;
		x.check = check;
		check->function(&x);
		findings->n_check += findings->n_unchecked == skipped;
	}
	examination_end(&x);
	findings_sort(findings);
}
