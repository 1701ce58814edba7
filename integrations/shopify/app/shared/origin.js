/** Where the Shopper API is. The build step puts the deployment's own address here. */
export const API = 'https://api.example.com/storefront';
