// SPDX-License-Identifier: Apache-2.0

import ServiceLifecycle

/// Holds services back until the broker has started.
struct Gate: Sendable {
    private let streams: [AsyncStream<Never>.Continuation]
    private let services: [any Service]
    /// Ends when the gate opens, for one that is there before and waits for it.
    let opened: AsyncStream<Never>

    /// Puts services behind a gate.
    init(_ services: [any Service]) {
        var streams: [AsyncStream<Never>.Continuation] = []
        var gated: [any Service] = []
        for service in services {
            let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
            streams.append(continuation)
            gated.append(GatedService(service: service, gate: stream))
        }
        let (opened, continuation) = AsyncStream.makeStream(of: Never.self)
        self.opened = opened
        self.streams = streams + [continuation]
        self.services = gated
    }

    /// The services, each of which begins when the gate opens.
    var gated: [any Service] { services }

    /// Lets them begin.
    func open() { for stream in streams { stream.finish() } }
}

/// A service that waits for its gate, and does not begin when it is told to stop before.
private struct GatedService: Service {
    let service: any Service
    let gate: AsyncStream<Never>

    func run() async throws {
        for await _ in gate.cancelOnGracefulShutdown() {}
        guard !Task.isShuttingDownGracefully, !Task.isCancelled else { return }
        try await service.run()
    }
}
