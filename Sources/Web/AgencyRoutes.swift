// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Logging
import Relay

/// The paths of the agencies' listener (interfaces.md section 1).
struct AgencyRoutes: Sendable {
    let gate: Gate
    private let logger: Logger

    init(_ broker: Broker, _ limits: WebLimits, _ logger: Logger) {
        gate = Gate(broker, limits: limits, logger: logger)
        self.logger = logger
    }

    var router: Router<CallContext> {
        // Once more for what stands before all paths and has to know them.
        let paths = Router(context: CallContext.self)
        add(to: paths)
        let router = Router(context: CallContext.self)
        router.add(
            middleware: Answering(
                logger: logger, retryAfter: gate.limits.retryAfterSeconds,
                methods: PathMethods(of: paths),
                directions:
                    "There is no such path: GET /openapi.json describes those that there are."))
        router.add(middleware: AskedParameters(gate))
        add(to: router)
        return router
    }

    private func add(to router: Router<CallContext>) {
        addMessages(to: router)
        addQuarantine(to: router)
        addRetention(to: router)
        addAudit(to: router)
        addLog(to: router)
        addStanding(to: router)
    }

    private func addMessages(to router: Router<CallContext>) {
        let (events, polls) = (EventsDoor(gate), PollDoor(gate))
        let messages = MessagesDoor(gate)
        router.post("/events") { request, context in try await events.receive(request, context) }
        router.post("/poll") { request, context in try await polls.poll(request, context) }
        router.get("/receipts/:jti") { request, context in
            try await messages.receipt(request, context, try context.parameters.require("jti"))
        }
        router.get("/messages/:jti") { request, context in
            try await messages.message(request, context, try context.parameters.require("jti"))
        }
        router.get("/messages") { request, context in try await messages.list(request, context) }
        let nodes = NodesDoor(gate)
        router.get("/nodes") { request, context in try await nodes.list(request, context) }
    }

    private func addQuarantine(to router: Router<CallContext>) {
        let quarantine = QuarantineDoor(gate)
        router.get("/quarantine") { request, context in
            try await quarantine.list(request, context)
        }
        router.get("/quarantine/:entry") { request, context in
            try await quarantine.show(request, context, try context.parameters.require("entry"))
        }
        router.post("/quarantine/:entry/resubmit") { request, context in
            try await quarantine.resubmit(
                request, context, try context.parameters.require("entry"))
        }
        router.post("/quarantine/:entry/withdraw") { request, context in
            try await quarantine.withdraw(
                request, context, try context.parameters.require("entry"))
        }
    }

    private func addRetention(to router: Router<CallContext>) {
        let plans = RetentionDoor(gate)
        router.get("/retention/plans") { request, context in
            try await plans.list(request, context)
        }
        router.post("/retention/plans") { request, context in
            try await plans.plan(request, context)
        }
        router.get("/retention/plans/:plan") { request, context in
            try await plans.show(request, context, try context.parameters.require("plan"))
        }
        router.post("/retention/plans/:plan/approve") { request, context in
            try await plans.approve(request, context, try context.parameters.require("plan"))
        }
        let holds = HoldsDoor(gate)
        router.get("/retention/holds") { request, context in
            try await holds.list(request, context)
        }
        router.post("/retention/holds/:txn") { request, context in
            try await holds.hold(request, context, try context.parameters.require("txn"))
        }
        router.post("/retention/holds/:txn/release") { request, context in
            try await holds.release(request, context, try context.parameters.require("txn"))
        }
    }

    private func addAudit(to router: Router<CallContext>) {
        let audit = AuditDoor(gate)
        router.get("/audit/thread/:txn") { request, context in
            try await audit.thread(request, context, try context.parameters.require("txn"))
        }
        router.get("/audit/thread/:txn/documents") { request, context in
            try await audit.documents(request, context, try context.parameters.require("txn"))
        }
        router.get("/audit/missed") { request, context in try await audit.missed(request, context) }
        let referrals = ReferralsDoor(gate)
        router.get("/audit/referrals") { request, context in
            try await referrals.list(request, context)
        }
        let explain = ExplainDoor(gate)
        router.get("/audit/explain") { request, context in
            try await explain.explain(request, context)
        }
        let questions = QuestionsDoor(gate)
        router.get("/audit/questions/:question") { request, context in
            try await questions.answer(request, context, try context.parameters.require("question"))
        }
        router.post("/audit/questions/:question") { request, context in
            try await questions.compare(
                request, context, try context.parameters.require("question"))
        }
        router.get("/audit/registers/:register") { request, context in
            try await questions.register(
                request, context, try context.parameters.require("register"))
        }
        let annex = AnnexADoor(gate)
        router.get("/audit/annex-a/:list") { request, context in
            try await annex.list(request, context, try context.parameters.require("list"))
        }
        let reads = ReadsDoor(gate)
        router.get("/audit/reads") { request, context in try await reads.list(request, context) }
        let revoked = RevokedDoor(gate)
        router.get("/audit/revoked") { request, context in
            try await revoked.list(request, context)
        }
        let sharing = SharingDoor(gate)
        router.get("/audit/sharing") { request, context in
            try await sharing.report(request, context)
        }
        router.get("/log/facts") { request, context in try await audit.facts(request, context) }
    }

    private func addLog(to router: Router<CallContext>) {
        let log = LogDoor(gate.broker)
        router.get("/log/checkpoint") { _, _ in try await log.checkpoint() }
        router.get("/log/cosigned") { _, _ in try log.cosigned() }
        let timestamps = TimestampsDoor(gate.broker)
        router.get("/log/timestamps") { request, _ in try await timestamps.list(request) }
        let cosignatures = CosignaturesDoor(gate)
        router.post("/log/cosignatures") { request, context in
            try await cosignatures.take(request, context)
        }
        router.get("/log/vkey") { _, _ in try await log.verifierKeys() }
        router.get("/log/tile/**") { request, _ in
            try await log.tile(String(request.uri.path.dropFirst("/log/".count)), request)
        }
    }

    private func addStanding(to router: Router<CallContext>) {
        let standing = StandingDoor(gate.broker, retryAfter: gate.limits.retryAfterSeconds)
        router.get("/livez") { _, _ in standing.live() }
        router.get("/readyz") { _, _ in try await standing.ready() }
        router.get("/.well-known/jwks.json") { _, _ in standing.keys() }
        router.get("/openapi.json") { _, _ in standing.description() }
    }
}

/// The paths of the operator's listener.
struct ManagementRoutes: Sendable {
    private let broker: Broker
    private let metrics: PrometheusRegistry
    private let gauge: (any StoreGauge)?
    private let limits: WebLimits
    private let snapshot: Snapshot?

    init(
        _ broker: Broker, _ metrics: PrometheusRegistry, _ limits: WebLimits,
        gauge: (any StoreGauge)? = nil, snapshot: Snapshot? = nil
    ) {
        self.snapshot = snapshot
        self.broker = broker
        self.metrics = metrics
        self.gauge = gauge
        self.limits = limits
    }

    var router: Router<CallContext> {
        let paths = Router(context: CallContext.self)
        add(to: paths)
        let methods = PathMethods(of: paths)
        let all = methods.all.joined(separator: ", ")
        let router = Router(context: CallContext.self)
        router.add(
            middleware: Answering(
                logger: Logger(label: "management"), retryAfter: limits.retryAfterSeconds,
                methods: methods,
                directions: "There is no such path; those of this listener are \(all)."))
        add(to: router)
        return router
    }

    private func add(to router: Router<CallContext>) {
        let standing = StandingDoor(broker, retryAfter: limits.retryAfterSeconds)
        let metrics = MetricsDoor(
            broker: broker, metrics: metrics, readiness: standing.readiness, gauge: gauge)
        router.get("/livez") { _, _ in standing.live() }
        router.get("/readyz") { _, _ in try await standing.ready() }
        let door = OperatorDoor(broker, snapshot: snapshot)
        router.post("/clock/confirm") { _, _ in try await door.confirmClock() }
        router.post("/gap/confirm") { _, _ in try await door.confirmGap() }
        router.get("/nodes") { _, _ in NodesDoor.response(broker.nodes(for: nil)) }
        router.get("/fsck") { _, _ in door.inspect() }
        router.post("/backup") { _, _ in try await door.backup() }
        router.get("/metrics") { _, _ in await metrics.expose() }
    }
}
