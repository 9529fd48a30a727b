namespace AgentGrains.Inference.Http;

/// <summary>Gives each request the exact address and key of its endpoint, which differ between OpenAI's interface and Azure's.</summary>
internal sealed class HttpChatHandler : DelegatingHandler
{
    private readonly Uri _address;
    private readonly bool _isAzure;
    private readonly string? _key;

    private HttpChatHandler(Uri address, HttpModelOptions options, HttpMessageHandler inner)
        : base(inner) => (_address, _isAzure, _key) = (address, options.Shape == HttpModelShape.Azure, options.ReadKey());

    public static HttpClient Client(Uri address, HttpModelOptions options, HttpMessageHandler? handler) =>
        new(new HttpChatHandler(address, options, handler ?? HttpEndpoint.NewHandler())) { Timeout = Timeout.InfiniteTimeSpan };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = _address;
        // The library must be given some key; a server that wants none is sent none.
        if (_isAzure || _key is null)
            request.Headers.Authorization = null;
        if (_isAzure && _key is not null)
            request.Headers.TryAddWithoutValidation("api-key", _key);
        return base.SendAsync(request, cancellationToken);
    }
}
