/* SPDX-License-Identifier: GPL-2.0 */
/* Programs that the lab starts, each in a network namespace. */
#ifndef ERSYM_NETWORK_LAB_PROCESS_H
#define ERSYM_NETWORK_LAB_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

/**
 * struct process - a program that was started
 * @what: words for the message if it fails, such as its name and the device
 * @out: what it prints goes there, a file without a name
 */
struct process {
	char *what;
	pid_t pid;
	int out;
};

/** struct processes - programs that run at the same time */
struct processes {
	struct process *v;
	size_t n;
};

/**
 * process_start() - start a program beside those that run already
 * @all: it is added there
 * @ns: network namespace that it runs in, or NULL: the caller's
 * @argv: program, found by PATH, and arguments; ends with NULL
 * @input: its standard input, or NULL: none
 */
void process_start(struct processes *all, const char *ns, const char *const argv[],
		   const char *input);

/**
 * process_output() - wait for one program
 * @all: it is one of these
 * @index: which one
 *
 * Return: what it printed, to be freed by the caller; NULL if it failed.
 */
char *process_output(struct processes *all, size_t index);

/**
 * processes_finish() - wait for all programs and forget them
 * @all: empty afterwards
 *
 * Return: 0, or -EIO if one of them failed; a message has been printed then.
 */
int processes_finish(struct processes *all);

/**
 * process_run() - run one program to its end
 * @ns: as for process_start(); @argv and @input too
 *
 * Return: 0, or -EIO if it failed; a message has been printed then.
 */
int process_run(const char *ns, const char *const argv[], const char *input);

#endif
