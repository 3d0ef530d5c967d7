/* SPDX-License-Identifier: GPL-2.0 */
/* Rules, routes and proxy entries as commands of ip(8). */
#ifndef ERSYM_PRINT_IP_COMMANDS_H
#define ERSYM_PRINT_IP_COMMANDS_H

#include "plan/operation.h"
#include "print/commands.h"

/**
 * ip_commands_rule() - add the commands for a rule
 * @commands: the script
 * @o: the operation
 * @all: all operations, because ip(8) does not add a rule that differs from another one
 *	only in the target of its goto: that one is deleted first
 */
void ip_commands_rule(struct commands *commands, const struct operation *o,
		      const struct operations *all);

/**
 * ip_commands_route() - add the commands for a route
 * @commands: the script
 * @o: the operation
 */
void ip_commands_route(struct commands *commands, const struct operation *o);

/**
 * ip_commands_neighbour() - add the command for a proxy entry
 * @commands: the script
 * @o: the operation
 */
void ip_commands_neighbour(struct commands *commands, const struct operation *o);

/**
 * ip_commands_silence() - add what turns answers off before the last entries are deleted
 * @commands: the script
 * @part: the operations of one stage
 */
void ip_commands_silence(struct commands *commands, const struct operations *part);

/**
 * ip_commands_wake() - add what turns answers on, which entries need
 * @commands: the script
 * @part: the operations of one stage
 */
void ip_commands_wake(struct commands *commands, const struct operations *part);

#endif
