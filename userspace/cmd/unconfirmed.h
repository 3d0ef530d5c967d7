/* SPDX-License-Identifier: GPL-2.0 */
/* A change that is not complete, or not confirmed. */
#ifndef ERSYM_CMD_UNCONFIRMED_H
#define ERSYM_CMD_UNCONFIRMED_H

/**
 * unconfirmed_report() - warn on stderr if the last change is not complete, or not confirmed
 */
void unconfirmed_report(void);

#endif
