/* SPDX-License-Identifier: GPL-2.0 */
/* The table of connections. */
#ifndef ERSYM_DOCTOR_CONNTRACK_H
#define ERSYM_DOCTOR_CONNTRACK_H

#include "doctor/examination.h"

/**
 * doctor_conntrack_full() - report a table of connections that is nearly full
 * @x: the examination
 */
void doctor_conntrack_full(struct examination *x);

/**
 * doctor_tcp_loose() - report that connections are not picked up mid-stream
 * @x: the examination
 */
void doctor_tcp_loose(struct examination *x);

/**
 * doctor_tcp_liberal() - report that segments out of the window are taken as valid
 * @x: the examination
 */
void doctor_tcp_liberal(struct examination *x);

#endif
