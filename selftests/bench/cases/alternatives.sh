# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034 # variables of the other parts
#
# Cases of what else keeps or checks paths.

# One lookup at each hook: direction, both facts and device must fit, and the first
# lookup yields the mark to route by. Facts are written once. What does not fit is
# dropped, with a counter for each circuit.
up_nft-expert()
{
	nft_edge <<- END
		table inet expert {
			counter us { }
			counter eu { }
			counter inside { }

			map in {
				type iface_index : mark
				elements = { us-pri : 0x10000, eu-pri : 0x20000, lan : 0x1f0000 }
			}
			map pin {
				typeof ct direction . ct mark . iif : meta mark
				elements = {
					original . 0x003f0000 . lan : 0x10000,
					reply . 0x003f0000 . us-pri : 0,
					original . 0x005f0000 . lan : 0x20000,
					reply . 0x005f0000 . eu-pri : 0,
					original . 0x03e10000 . us-pri : 0,
					reply . 0x03e10000 . lan : 0x10000,
					original . 0x03e20000 . eu-pri : 0,
					reply . 0x03e20000 . lan : 0x20000,
				}
			}
			set out {
				typeof ct direction . ct mark . oif
				elements = {
					original . 0x003f0000 . us-pri,
					reply . 0x003f0000 . lan,
					original . 0x005f0000 . eu-pri,
					reply . 0x005f0000 . lan,
					original . 0x03e10000 . lan,
					reply . 0x03e10000 . us-pri,
					original . 0x03e20000 . lan,
					reply . 0x03e20000 . eu-pri,
				}
			}
			map counters {
				type iface_index : counter
				elements = { us-pri : "us", eu-pri : "eu", lan : "inside" }
			}

			chain prerouting {
				type filter hook prerouting priority mangle
				meta mark set ct direction . (ct mark & 0x03ff0000) . iif map @pin accept
				ct mark & 0x03ff0000 == 0 ct mark set iif map @in accept
				counter name iif map @counters drop
			}
			chain postrouting {
				type filter hook postrouting priority srcnat + 10
				ct direction . (ct mark & 0x03ff0000) . oif @out accept
				ct mark & 0x03e00000 == 0 oif vmap { us-pri : goto out_us, eu-pri : goto out_eu,
					lan : goto out_inside }
				counter name oif map @counters drop
			}
			chain out_us {
				ct mark set ct mark or 0x200000
			}
			chain out_eu {
				ct mark set ct mark or 0x400000
			}
			chain out_inside {
				ct mark set ct mark or 0x3e00000
			}
		}
	END
}

down_nft-expert()
{
	in_edge nft delete table inet expert
}

up_fib()
{
	nft_edge <<- END
		table inet fib_oif {
			chain prerouting {
				type filter hook prerouting priority raw
				fib saddr . iif oif missing drop
			}
		}
	END
}

down_fib()
{
	in_edge nft delete table inet fib_oif
}

up_rp_filter()
{
	in_edge sysctl -qw net.ipv4.conf.all.rp_filter=1
}

down_rp_filter()
{
	in_edge sysctl -qw net.ipv4.conf.all.rp_filter=0
}

# A request's zone must be known before it is routed: by its destination.
up_ct-zones()
{
	nft_edge <<- END
		table inet zones {
			chain prerouting {
				type filter hook prerouting priority raw
				ct zone set iif map { us-pri : 1, eu-pri : 2 } accept
				ct zone set ip daddr map { 1.0.0.0/8 : 1, 5.0.0.0/8 : 2 }
			}
		}
	END
	zone=(-w 1)
}

down_ct-zones()
{
	zone=()
	in_edge nft delete table inet zones
}
