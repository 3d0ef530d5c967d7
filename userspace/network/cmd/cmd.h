/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of ersym-net: a file each, listed in main.c. No logic is here. */
#ifndef ERSYM_NETWORK_CMD_CMD_H
#define ERSYM_NETWORK_CMD_CMD_H

#include <stdbool.h>

#include "network/load/load.h"

/* Exit status, beside EXIT_SUCCESS and EXIT_FAILURE. */
#define EXIT_USAGE 2

/**
 * struct net_context - the options that every command takes
 * @json: output is JSON, for programs
 * @path: of the description
 */
struct net_context {
	bool json;
	const char *path;
};

/*
 * argv[0] is the name of the command. The options of struct net_context are taken
 * out already. The result is the exit status.
 */
int net_cmd_check(struct net_context *ctx, int argc, char **argv);
int net_cmd_show(struct net_context *ctx, int argc, char **argv);
int net_cmd_walk(struct net_context *ctx, int argc, char **argv);
int net_cmd_export(struct net_context *ctx, int argc, char **argv);
int net_cmd_trace(struct net_context *ctx, int argc, char **argv);
int net_cmd_verify(struct net_context *ctx, int argc, char **argv);
int net_cmd_lab(struct net_context *ctx, int argc, char **argv);

/* Loads the description, and prints what is wrong on stderr. Return: whether it is whole. */
bool load_or_say(const struct net_context *ctx, struct loaded *loaded);

/**
 * net_usage_error() - says what is wrong with the command line
 * Return: EXIT_USAGE
 */
__attribute__((format(printf, 1, 2)))
int net_usage_error(const char *format, ...);

#endif
