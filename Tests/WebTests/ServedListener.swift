// SPDX-License-Identifier: Apache-2.0

import Logging
import ServiceLifecycle

/// A listener that serves for as long as somebody holds this; then it ends as in the daemon.
///
/// It is not cancelled: NIO brings down a program in which a connection is taken that nobody handles.
final class ServedListener: Sendable {
    private let group: ServiceGroup

    /// Has it serve.
    init(_ listener: some Service) {
        let group = ServiceGroup(services: [listener], logger: Logger(label: "test"))
        self.group = group
        Task { try await group.run() }
    }

    deinit {
        Task { [group] in await group.triggerGracefulShutdown() }
    }
}
