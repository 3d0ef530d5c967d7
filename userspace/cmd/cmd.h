/* SPDX-License-Identifier: GPL-2.0 */
/* The commands, each in a file of its name; main.c has the table of them. */
#ifndef ERSYM_CMD_CMD_H
#define ERSYM_CMD_CMD_H

#include <stdbool.h>

/**
 * struct context - the options that every command takes
 * @json: output is JSON, for programs
 * @commands: diff prints its plan as commands of other programs
 * @config: path of the configuration file
 * @program: argv[0] of the process
 */
struct context {
	bool json;
	bool commands;
	const char *config;
	const char *program;
};

/*
 * argv[0] is the name of the command, and argv has no options of struct context. A command
 * whose entry in the table names no arguments gets none. Each returns the exit status.
 */
int cmd_check(struct context *ctx, int argc, char **argv);
int cmd_diff(struct context *ctx, int argc, char **argv);
int cmd_apply(struct context *ctx, int argc, char **argv);
int cmd_confirm(struct context *ctx, int argc, char **argv);
int cmd_history(struct context *ctx, int argc, char **argv);
int cmd_rollback(struct context *ctx, int argc, char **argv);
int cmd_recover(struct context *ctx, int argc, char **argv);
int cmd_show(struct context *ctx, int argc, char **argv);
int cmd_flows(struct context *ctx, int argc, char **argv);
int cmd_monitor(struct context *ctx, int argc, char **argv);
int cmd_metrics(struct context *ctx, int argc, char **argv);
int cmd_flush(struct context *ctx, int argc, char **argv);
int cmd_run(struct context *ctx, int argc, char **argv);
int cmd_circuit(struct context *ctx, int argc, char **argv);
int cmd_doctor(struct context *ctx, int argc, char **argv);
int cmd_clear(struct context *ctx, int argc, char **argv);

#endif
