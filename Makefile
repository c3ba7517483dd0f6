# One page of commands; each says what it does with `make help`. The work is in deploy/lab and in Maven.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Looked up when it is used, not before: `tools` may have installed it in this very run.
JDK = $(or $(shell for d in "$$JAVA_HOME" /usr/lib/jvm/*; do grep -qs '^JAVA_VERSION="25' "$$d/release" && echo "$$d" && break; done),$(error no JDK 25 in JAVA_HOME or below /usr/lib/jvm; deploy/lab/host/install installs one))
MVN = JAVA_HOME=$(JDK) mvn -B
ROOT = $(if $(filter 0,$(shell id -u)),,sudo --preserve-env=KG_LAB_HOME,KG_PORTS,KG_PLAIN,KG_TRACE,KG_FORCE,KG_DEBIAN_MIRROR)
LAB = $(ROOT) $(JDK)/bin/java -Xmx256m -XX:+UseSerialGC --sun-misc-unsafe-memory-access=allow -Dkernelgraft.root=$(CURDIR) \
	-cp "$(CURDIR)/deploy/lab/target/classes:$(CURDIR)/deploy/lab/target/lib/*" io.kernelgraft.lab.Lab
# The broker's module has no parent and no sources.
SPOTLESS = -pl '!deploy/lab/broker' com.diffplug.spotless:spotless-maven-plugin:3.11.0

BUILT = target/.built
SOURCES := $(shell find . \( -name target -o -name '.lab*' -o -name .git -o -path '*/src/test' \) -prune -o -type f \( -path '*/src/main/*' -o -name pom.xml \) -print)

help: ## Show this page
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name text; do printf '  %-14s %s\n' "$$name" "$$text"; done

demo: tools build ## A kernel from the lab's COPR to :stable, live on one screen (ONCE=1: end by itself; KERNEL=7.2)
	@$(LAB) demo $(if $(ONCE),--once) $(if $(KERNEL),--kernel $(KERNEL))

test: check-format it st ## All tests: format, unit, integration, system (CONTAINERS=1: integration on Testcontainers)

it: ## Unit and integration tests
	$(MVN) -T2 verify --fail-at-end $(if $(CONTAINERS),-Dkernelgraft.test.containers=true)
	@mkdir -p target && touch $(BUILT)

st: build ## System tests, which need root (T='glob glob' chooses some)
	@deploy/lab/st $(MVN) -T2 verify --fail-at-end -Pst $(if $(T),-Dit.test=$(subst $() ,$(comma),$(strip $(T))) -Dfailsafe.failIfNoSpecifiedTests=false)

# Not the lab's. Sign takes half an hour (SAMPLE=300 gives the shell's loops fewer modules: minutes), fuzz ten minutes (SEED=
# repeats a run): both by name only.
BENCH_TESTS = kmods sign fuzz
BENCH_SIGNER = KG_LAB_HOME=$${KG_LAB_HOME:-$(CURDIR)/.lab} $(MVN) -q verify -Pst -pl signer -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
	-Dfailsafe.failIfNoSpecifiedTests=false
SIGN_JVM = -Xmx256m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED $(if $(SAMPLE),-Dsample=$(SAMPLE)) $(if $(ROUNDS),-Drounds=$(ROUNDS))
FUZZ_JVM = -Xmx128m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED $(if $(INPUTS),-Dinputs=$(INPUTS)) $(if $(SEED),-Dseed=$(SEED))

bench: tools build ## Measure what there are bounds for (B=name: ready, idle, overhead, refetch, kmods, sign, fuzz)
ifneq ($(if $(B),$(filter-out $(BENCH_TESTS),$(B)),all),)
	@$(LAB) bench $(filter-out $(BENCH_TESTS),$(B))
endif
ifneq ($(if $(B),$(filter kmods,$(B)),kmods),)
	@deploy/lab/st $(MVN) -q verify -Pst -pl kmod-builder -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
		-Dit.test=SideBySideBench -Dfailsafe.failIfNoSpecifiedTests=false
endif
ifneq ($(filter sign,$(B)),)
	@deploy/lab/assets/full-kernel
	@$(BENCH_SIGNER) -Dit.test=FullTreeBench -DargLine='$(SIGN_JVM)'
endif
ifneq ($(filter fuzz,$(B)),)
	@$(BENCH_SIGNER) -Dit.test=FuzzBench -DargLine='$(FUZZ_JVM)'
endif

lab-up: tools build ## Bring the lab up and leave it running
	@$(LAB) up

lab-down: build ## End the lab, and remove what a killed one left
	@$(LAB) down

publish: build ## Publish a kernel in the running lab (KERNEL=7.2, 7.2-2 or 6.12)
	@$(LAB) publish $(or $(KERNEL),$(error say which: make publish KERNEL=7.2))

break: build ## What can be broken in the running lab; FAULT=name breaks it
	@$(LAB) break $(FAULT)

mend: build ## Mend everything in the running lab, or FAULT=name
	@$(LAB) mend $(FAULT)

retry: build ## Try a failed stage again in the running lab (REBUILD=rb-… STAGE=sign-kernel WHY='the key is back')
	@$(LAB) retry $(or $(REBUILD),$(error say which: make retry REBUILD=rb-... STAGE=sign-kernel)) $(or $(STAGE),$(error say which: STAGE=sign-kernel)) $(if $(WHY),--why '$(subst ','\'',$(WHY))')

status: build ## Does the lab run, and where
	@$(LAB) status

doctor: build ## What would keep a lab from running here
	@$(LAB) doctor

format: ## Format the sources
	$(MVN) -q $(SPOTLESS):apply

check-format: ## Fail if a source is not formatted
	$(MVN) -q $(SPOTLESS):check

tools: ## Install what is missing on this machine
	@deploy/lab/host/install

build: $(BUILT) ## Build all jars, if a source changed

$(BUILT): $(SOURCES)
	$(MVN) -q package -Dmaven.test.skip=true
	@mkdir -p target && touch $@

clean: ## Remove what was built (not the lab's assets)
	rm -rf target $(patsubst %/pom.xml,%/target,$(filter %/pom.xml,$(SOURCES)))

comma := ,
.PHONY: help demo test it st bench lab-up lab-down publish break mend retry status doctor format check-format tools build clean
