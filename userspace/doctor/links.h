/* SPDX-License-Identifier: GPL-2.0 */
/* Links and their gateways. */
#ifndef ERSYM_DOCTOR_LINKS_H
#define ERSYM_DOCTOR_LINKS_H

#include "doctor/examination.h"

/**
 * doctor_link_carrier() - report links that are up and have no carrier
 * @x: the examination
 */
void doctor_link_carrier(struct examination *x);

/**
 * doctor_gateway_silent() - report gateways that the kernel cannot resolve
 * @x: the examination
 */
void doctor_gateway_silent(struct examination *x);

/**
 * doctor_tunnel_mark() - report tunnels whose mark has bits of mark-mask
 * @x: the examination
 */
void doctor_tunnel_mark(struct examination *x);

#endif
