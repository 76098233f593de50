"""What commands need of this machine: installed packages, processes, ports, certificates and Azurite."""
