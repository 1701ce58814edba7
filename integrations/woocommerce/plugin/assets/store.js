/**
 * What the shop's pages tell the Regulars elements. A plain script, so that it runs before the
 * elements' modules do.
 */
( function () {
	'use strict';

	var $ = window.jQuery;

	function all( selector ) {
		return Array.prototype.slice.call( document.querySelectorAll( selector ) );
	}

	/*
	 * Pages are cached, so they cannot say that nobody is signed in; a cookie hints at it. The hint
	 * saves every visitor's page a request for a token that would not be given.
	 */
	if ( ! /(^|; )regulars_shopper=(in|ordered)/.test( document.cookie ) ) {
		all( 'regulars-widget, regulars-points' ).forEach( function ( node ) {
			node.setAttribute( 'visitor', '' );
		} );
	}

	/* My Account's button that opens the panel. */
	var widget = document.querySelector( 'regulars-widget' );
	all( '[data-regulars-open]' ).forEach( function ( button ) {
		button.hidden = ! widget;
		button.addEventListener( 'click', function () {
			if ( widget.open ) {
				widget.open();
			}
		} );
	} );

	if ( ! $ ) {
		return;
	}

	/* The variation that the shopper picks: its own points. */
	$( document.body ).on( 'found_variation', '.variations_form', function ( event, variation ) {
		all( 'regulars-points[for=product]' ).forEach( function ( node ) {
			if ( node.getAttribute( 'product-id' ) === String( $( event.currentTarget ).data( 'product_id' ) ) ) {
				node.setAttribute( 'variant-id', variation.variation_id );
				node.setAttribute( 'price-minor', variation.regulars_price_minor );
			}
		} );
	} );

	/* The classic cart changed: its new lines, for the estimate. */
	$( document.body ).on( 'updated_cart_totals updated_checkout', function () {
		var boxes = all( 'regulars-points[for=cart]' );
		var wordpress = document.querySelector( 'link[rel="https://api.w.org/"]' );
		if ( ! boxes.length || ! wordpress ) {
			return;
		}
		fetch( wordpress.href + 'wc/store/v1/cart', { credentials: 'same-origin', cache: 'no-store' } )
			.then( function ( answer ) {
				return answer.json();
			} )
			.then( function ( cart ) {
				var lines = JSON.stringify( cart.extensions.regulars.lines );
				boxes.forEach( function ( node ) {
					if ( node.getAttribute( 'lines' ) !== lines ) {
						node.setAttribute( 'lines', lines );
					}
				} );
			} )
			.catch( function () {} ); // The old estimate stands.
	} );

	/* A code applied in the classic cart or checkout: WooCommerce draws its totals anew. */
	document.addEventListener( 'regulars-applied', function () {
		$( document.body ).trigger( 'wc_update_cart' ).trigger( 'update_checkout', { update_shipping_method: false } );
	} );
} )();
