/* SPDX-License-Identifier: GPL-2.0 */
/* What the checks of "ersym doctor" look at: read once, before the first of them. */
#ifndef ERSYM_DOCTOR_EXAMINATION_H
#define ERSYM_DOCTOR_EXAMINATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "live/finding.h"
#include "model/diagnostic.h"
#include "model/site.h"
#include "plan/device.h"
#include "transaction/in_force.h"
#include "transaction/kernel.h"
#include "transaction/transaction.h"

struct check;

enum observation {
	OBSERVATION_SITE,
	OBSERVATION_KERNEL,
	OBSERVATION_DEVICES,
	OBSERVATION_PLAN,
	OBSERVATION_APPLIED,
	N_OBSERVATION,
};

/**
 * struct examination - one run of all checks
 * @check: the check that is being made
 * @findings: what has been found
 * @file: the configuration file
 * @source: the file that @site is from
 * @site: what the configuration file describes; what is in force, if it cannot be read
 * @config: what is wrong with the file
 * @kernel: connections to the kernel
 * @devices: links and all other devices, sorted
 * @plan: what apply would do, with its warnings
 * @kept: where the configuration in force is kept
 * @applied: the configuration in force; without circuits if there is none
 * @is_applied: a configuration is in force
 * @reason: for each observation, why it could not be made; NULL: it was
 */
struct examination {
	const struct check *check;
	struct findings *findings;
	const char *file;
	const char *source;
	struct site site;
	struct diagnostics config;
	struct kernel kernel;
	struct devices devices;
	struct transaction plan;
	struct in_force kept;
	struct site applied;
	bool is_applied;
	char *reason[N_OBSERVATION];
};

/**
 * examination_begin() - read the configuration and what the kernel has
 * @x: written, to be ended with examination_end()
 * @file: the configuration file
 * @findings: receives findings
 *
 * Until examination_end(), errors that are reported on stderr become reasons of checks that
 * cannot be made.
 */
void examination_begin(struct examination *x, const char *file, struct findings *findings);

/**
 * examination_end() - free what examination_begin() read
 * @x: the examination
 */
void examination_end(struct examination *x);

/**
 * examination_has() - check whether an observation was made
 * @x: the examination
 * @observation: what the current check looks at
 *
 * If it was not, the check counts as one that could not be made.
 *
 * Return: true if it was.
 */
bool examination_has(struct examination *x, enum observation observation);

/**
 * examination_uses() - check whether the site has addresses of a family
 * @x: an examination with a site
 * @family: AF_INET or AF_INET6
 *
 * Return: true if it has; always for IPv4.
 */
bool examination_uses(const struct examination *x, uint8_t family);

/**
 * report() - add a finding of the current check
 * @x: the examination
 * @level: how bad it is
 * @where: the device, rule, chain or file; allocated, and freed with the findings
 * @text: what is wrong; likewise
 * @command: what mends it; likewise
 */
void report(struct examination *x, enum severity level, char *where, char *text,
	    char *command);

/**
 * report_fixed() - add a finding of the current check whose texts do not depend on anything
 * @x: the examination
 * @level: how bad it is
 * @where: as for report(), but copied; so are the others
 * @text: what is wrong
 * @command: what mends it
 */
void report_fixed(struct examination *x, enum severity level, const char *where,
		  const char *text, const char *command);

/**
 * report_unchecked() - record why the current check could not be made
 * @x: the examination
 * @format: why not, as for printf()
 */
__attribute__((format(printf, 2, 3)))
void report_unchecked(struct examination *x, const char *format, ...);

/**
 * report_failed() - record that the current check failed with the error on stderr
 * @x: the examination, with the error that was last reported on stderr
 */
void report_failed(struct examination *x);

#endif
