/**
 * The redeem box in WooCommerce's Cart and Checkout blocks, below the totals. Without a build chain:
 * what it uses are the scripts that the blocks themselves are made of.
 */
( function ( wp, wc ) {
	'use strict';

	var place = wc && wc.blocksCheckout;
	var Slot = place && ( place.ExperimentalOrderMeta || place.OrderMeta );
	var settings = wc && wc.wcSettings && wc.wcSettings.getSetting( 'regulars_data', {} );
	// A WooCommerce that no longer has the place shows a cart without the box.
	if ( ! Slot || ! settings.attributes || ! wp.plugins || ! wp.element || ! wp.data ) {
		return;
	}
	var el = wp.element.createElement;
	var CART = 'wc/store/cart';

	/** An amount of the cart (a string in its own minor unit) in ISO minor units. */
	function minor( amount, totals ) {
		return Math.round( Number( amount ) * Math.pow( 10, settings.exponent - totals.currency_minor_unit ) );
	}

	/** The cart's lines as the estimate takes them. */
	function lines( cart ) {
		return ( cart.cartItems || [] ).map( function ( item ) {
			var varies = ( item.variation || [] ).length > 0;
			return {
				product_id: String( item.parent || item.id ),
				variant_id: varies ? String( item.id ) : null,
				quantity: item.quantity,
				net_minor: minor( item.totals.line_total, item.totals ),
				list_minor: minor( item.totals.line_subtotal, item.totals ),
				tax_minor: minor( item.totals.line_total_tax, item.totals ),
			};
		} );
	}

	function Box( props ) {
		return el(
			'regulars-points',
			Object.assign( {}, settings.attributes, { lines: JSON.stringify( lines( props.cart || {} ) ) } )
		);
	}

	/* A code applied by one of our elements, here or in the panel: the block draws its totals anew. */
	document.addEventListener( 'regulars-applied', function () {
		wp.data.dispatch( CART ).invalidateResolutionForStore();
	} );

	wp.plugins.registerPlugin( 'regulars', {
		scope: 'woocommerce-checkout',
		render: function () {
			return el( Slot, null, el( Box ) );
		},
	} );
} )( window.wp, window.wc );
