# Runs inside the guest after multi-user.target and says on the second serial port what the shipped programs say there.
exec >/dev/ttyS1 2>&1

echo "unit=$(systemctl show --property=Result --value mok-enroll.service) $(systemctl show --property=ExecMainStatus --value mok-enroll.service)"
journalctl --boot --unit=mok-enroll.service --output=cat | sed 's/^/journal=/'
mokutil --list-new | sed -n 's/^ *Subject: /requested=/p'
# The exit code is part of what is said.
said=$(kernelgraft-validate --json); echo "root=$? $said"
said=$(setpriv --reuid=65534 --regid=65534 --clear-groups kernelgraft-validate --json); echo "nobody=$? $said"
echo "failed-units=$(systemctl list-units --failed --no-legend --plain | cut -d ' ' -f 1 | tr '\n' ' ')"
echo "end="
systemctl --no-block poweroff
