// SPDX-License-Identifier: Apache-2.0

package import Relay
package import SQLiteStore
package import Safeguarding

/// Why the daemon does not serve, or does not go on.
package enum StartFailure: Error, Sendable {
    /// The configuration cannot be used.
    case configuration(SourceFaults)
    /// The folder of the store cannot be made.
    case folder(String)
    /// The store cannot be opened.
    case opening(StoreOpenError)
    /// The store went back in time.
    case checkpoint(CheckpointRefusal)
    /// The store failed.
    case store(StoreFailure)
    /// The sockets that systemd passed cannot be used.
    case sockets(InheritedSocketFault)
    /// Addresses that the configuration names cannot be listened at.
    case addresses([String])
    /// A listener could not be opened, or ended.
    case listener(String)

    /// With which the program ends.
    package var exit: Program.Exit {
        switch self {
        case .configuration, .checkpoint, .folder, .sockets: .configuration
        case .opening(let error): Program.Exit(rawValue: error.exitCode) ?? .unavailable
        case .store(let failure): failure.exit
        case .addresses, .listener: .unavailable
        }
    }

    /// What to tell whoever started it, line by line.
    package var lines: [String] {
        switch self {
        case .configuration(let faults): faults.faults.map(\.description)
        case .folder(let why): ["the folder of the store cannot be made: \(why)"]
        case .opening(.failed(let failure)): ["the store cannot be opened: \(failure.words)"]
        case .opening(let error): ["the store cannot be opened: \(error)"]
        case .checkpoint(let refusal): [refusal.description]
        case .store(let failure): [failure.words]
        case .sockets(let fault): [fault.description]
        case .addresses(let refusals): refusals
        case .listener(let why): ["a listener ended: \(why)"]
        }
    }
}

extension StoreFailure {
    fileprivate var exit: Program.Exit {
        switch self {
        case .inputOutput, .inDoubt, .corrupt, .damaged: .inputOutput
        case .full, .busy, .stopped: .tryLater
        case .refused: .configuration
        }
    }

    /// What is wrong, then what to do.
    var words: String {
        switch self {
        case .inputOutput(let why):
            "the store failed (\(why)): nothing is acknowledged any more, start again and look at "
                + "the disk"
        case .inDoubt(let why):
            "whether the last commit took place is not known (\(why)): start again to find out"
        case .corrupt(let why):
            "the store does not hold what was written (\(why)): run `batond fsck`, and restore the "
                + "newest backup whose fsck is clean"
        case .damaged(let why):
            "the file of the store is damaged (\(why)): nothing is acknowledged any more; run "
                + "`batond fsck`, and restore the newest backup whose fsck is clean"
        case .refused(let why): "the store refuses: \(why)"
        case .full: "the disk is full: make room"
        case .busy: "the store is held by another program for too long: try again"
        case .stopped: "the daemon was told to stop before it served"
        }
    }
}
