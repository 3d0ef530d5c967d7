/* SPDX-License-Identifier: GPL-2.0 */
/* What differs between two configurations, in a few words. */
#ifndef ERSYM_PRINT_SITE_CHANGE_H
#define ERSYM_PRINT_SITE_CHANGE_H

#include "model/site.h"

/**
 * site_change_text() - describe what differs between two configurations
 * @before: the former one; NULL: none
 * @after: the new one; NULL: none
 *
 * Return: "circuits: vpn added, us changed; services changed", or an empty text, to be freed
 * by the caller
 */
char *site_change_text(const struct site *before, const struct site *after);

#endif
