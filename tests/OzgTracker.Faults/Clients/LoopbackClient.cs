using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OzgTracker.Operations;

namespace OzgTracker.Faults.Clients;

/// <summary>Clients that the API can tell apart although all are on this machine: each has an address of 127.0.0.0/8, some a token of their own.</summary>
static class LoopbackClient
{
    public static HttpClient At(Uri api, string address, string? subject = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (context, ct) => new NetworkStream(await Connect(context.DnsEndPoint, address, ct), ownsSocket: true) })
        {
            BaseAddress = api,
        };
        if (subject is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(subject).GetAwaiter().GetResult());
        return client;
    }

    static async Task<Socket> Connect(DnsEndPoint api, string address, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(api, ct);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Of a reporter for all units of the load.</summary>
    static async Task<string> Token(string subject) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = DevelopmentTokens.Issuer,
        Audience = DevelopmentTokens.Audience,
        Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(2),
        SigningCredentials = new SigningCredentials((await DevelopmentTokens.OfHomeAsync(ApiProcess.Home, CancellationToken.None)).SigningKey, SecurityAlgorithms.HmacSha256),
        Claims = new Dictionary<string, object> { ["sub"] = subject, [DevelopmentTokens.RoleClaim] = "reporter", [DevelopmentTokens.KeysClaim] = (string[])["05999"] },
    });
}
