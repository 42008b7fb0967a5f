// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// A request that the short road takes, by its head.
struct ExpressRequest {
    /// The doors to which the short road leads.
    enum Door {
        /// `POST /events`.
        case events
        /// `POST /poll`, of the caller's own mailbox.
        case poll
    }

    let door: Door
    let authorization: String?
    let length: Int

    /// Fields that ask for something that the short road does not do.
    private static let unusual: Set = [
        "prefer", "expect", "connection", "content-encoding", "transfer-encoding",
    ]

    /// Nil for whatever is unusual: the other road has the answer.
    init?(_ head: HTTPRequestHead, limits: WebLimits) {
        guard head.method == .POST, head.version == .http1_1, let door = Door(head.uri) else {
            return nil
        }
        var authorization: String?
        var length: Int?
        var type: String?
        for (name, value) in head.headers {
            // By their lengths first: this is done for every request.
            switch name.utf8.count {
            case 13 where name.lowercased() == "authorization":
                guard authorization == nil else { return nil }
                authorization = value
            case 12 where name.lowercased() == "content-type":
                guard type == nil else { return nil }
                type = value
            case 14 where name.lowercased() == "content-length": length = Int(value)
            case 6, 10, 16, 17: if Self.unusual.contains(name.lowercased()) { return nil }
            default: break
            }
        }
        guard type == door.mediaType, let length,
            (1...door.limit(limits)).contains(length)
        else { return nil }
        self.door = door
        self.authorization = authorization
        self.length = length
    }
}

extension ExpressRequest.Door {
    fileprivate init?(_ uri: String) {
        switch uri {
        case "/events": self = .events
        case "/poll": self = .poll
        default: return nil
        }
    }

    fileprivate var mediaType: String {
        switch self {
        case .events: EventsDoor.mediaType
        case .poll: PollDoor.mediaType
        }
    }

    fileprivate func limit(_ limits: WebLimits) -> Int {
        switch self {
        case .events: limits.eventBytes
        case .poll: limits.pollBytes
        }
    }
}
