"""The packages that others wrote: which ones, why, in exactly which files, and what is known against them."""
