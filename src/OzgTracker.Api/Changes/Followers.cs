using Microsoft.Extensions.Options;
using OzgTracker.Api.Limits;

namespace OzgTracker.Api.Changes;

/// <summary>Who follows: streams and waiting requests hold a connection for long, so there are only so many, in all and of one client.</summary>
sealed class Followers(IOptions<ChangesOptions> options) : ClientPlaces(options.Value.Followers, options.Value.FollowersPerClient);
