# Runs inside the guest, once multi-user.target is reached, and says on the second serial port what it sees there.
# Arguments: the modules that must load. Nothing here is part of the image: it comes in as a system credential.
exec >/dev/ttyS1 2>&1

echo "kver=$(uname -r)"
echo "secure-boot=$(od -An -t u1 -j 4 -N 1 /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c)"
echo "lockdown=$(cat /sys/kernel/security/lockdown)"
echo "ostree=$(test -e /run/ostree-booted && echo yes || echo no)"
echo "multi-user=$(systemctl is-active multi-user.target)"
echo "failed-units=$(systemctl list-units --failed --no-legend --plain | cut -d ' ' -f 1 | tr '\n' ' ')"
for module in "$@"; do
    # The exit code is part of what is said.
    said=$(modprobe "$module" 2>&1)
    echo "module=$module $? $said"
done
echo "end="
